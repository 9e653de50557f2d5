namespace CallbackGen.Runtime.Tests.Vectors;

/// <summary>A request that a provider's own SDK, documentation or public client publishes with its key.</summary>
internal sealed record PublishedVector(
    string Name,
    string Method,
    string Url,
    string ContentType,
    string Body,
    (string Name, string Value)[] Headers,
    (string Name, string Value)[] Keys,
    (string From, string To) Tamper
)
{
    /// <summary>The conformance data, from which these are copied, contain the source of each.</summary>
    public static IReadOnlyList<PublishedVector> All { get; } =
    [
        new(
            "adyen_backslash",
            "POST",
            "",
            "application/json",
            "{\"live\":\"false\",\"notificationItems\":[{\"NotificationRequestItem\":{\n  \"additionalData\": {\n"
                + "    \"acquirerCode\": \"TestPmmAcquirer\",\n    \"acquirerReference\": \"DZMKWLXW6N6\",\n"
                + "    \"authCode\": \"076181\",\n    \"avsResult\": \"5 No AVS data provided\",\n"
                + "    \"avsResultRaw\": \"5\",\n    \"cardSummary\": \"1111\",\n"
                + "    \"checkout.cardAddedBrand\": \"visa\",\n    \"cvcResult\": \"1 Matches\",\n"
                + "    \"cvcResultRaw\": \"M\",\n    \"expiryDate\": \"03/2030\",\n"
                + "    \"hmacSignature\": \"nIgT81gaB5oJpn2jPXupDq68iRo2wUlBsuYjtYfwKqo=\",\n"
                + "    \"paymentMethod\": \"visa\",\n    \"refusalReasonRaw\": \"AUTHORISED\",\n"
                + "    \"retry.attempt1.acquirer\": \"TestPmmAcquirer\",\n"
                + "    \"retry.attempt1.acquirerAccount\": \"TestPmmAcquirerAccount\",\n"
                + "    \"retry.attempt1.avsResultRaw\": \"5\",\n    \"retry.attempt1.rawResponse\": \"AUTHORISED\",\n"
                + "    \"retry.attempt1.responseCode\": \"Approved\",\n"
                + "    \"retry.attempt1.scaExemptionRequested\": \"lowValue\",\n"
                + "    \"scaExemptionRequested\": \"lowValue\"\n  },\n  \"amount\": {\n    \"currency\": \"EUR\",\n"
                + "    \"value\": 1000\n  },\n  \"eventCode\": \"AUTHORISATION\",\n"
                + "  \"eventDate\": \"2023-01-09T16:27:29+01:00\",\n  \"merchantAccountCode\": \"AntoniStroinski\",\n"
                + "  \"merchantReference\": \"\\\\\\\\slashes are fun\",\n  \"operations\": [\n    \"CANCEL\",\n"
                + "    \"CAPTURE\",\n    \"REFUND\"\n  ],\n  \"paymentMethod\": \"visa\",\n"
                + "  \"pspReference\": \"T7FD4VM4D3RZNN82\",\n  \"reason\": \"076181:1111:03/2030\",\n"
                + "  \"success\": \"true\"\n}}]}",
            [],
            [("hmacKey", "74F490DD33F7327BAECC88B2947C011FC02D014A473AAA33A8EC93E4DC069174")],
            ("\"value\": 1000", "\"value\": 1001")
        ),
        new(
            "adyen_banking",
            "POST",
            "",
            "application/json",
            "\n        {\n            \"type\": \"merchant.created\",\n            \"environment\": \"test\",\n"
                + "            \"createdAt\": \"01-01-2024\",\n            \"data\": {\n                \"capabilities\": {\n"
                + "                    \"sendToTransferInstrument\": {\n                        \"requested\": true,\n"
                + "                        \"requestedLevel\": \"notApplicable\"\n                    }\n                },\n"
                + "                \"companyId\": \"YOUR_COMPANY_ID\",\n"
                + "                \"merchantId\": \"YOUR_MERCHANT_ACCOUNT\",\n                \"status\": \"PreActive\"\n"
                + "            }\n        }\n        ",
            [("HmacSignature", "fX74xUdztFmaXAn3IusMFFUBUSkLmDQUK0tm8xL6ZTU=")],
            [("hmacKey", "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056")],
            ("PreActive", "PreActivf")
        ),
        new(
            "adyen_colon",
            "POST",
            "",
            "application/json",
            "{\"live\":\"false\",\"notificationItems\":[{\"NotificationRequestItem\":{\n  \"additionalData\": {\n"
                + "    \"acquirerCode\": \"TestPmmAcquirer\",\n    \"acquirerReference\": \"8NQH5BNF58M\",\n"
                + "    \"authCode\": \"039404\",\n    \"avsResult\": \"5 No AVS data provided\",\n"
                + "    \"avsResultRaw\": \"5\",\n    \"cardSummary\": \"1111\",\n"
                + "    \"checkout.cardAddedBrand\": \"visa\",\n    \"cvcResult\": \"1 Matches\",\n"
                + "    \"cvcResultRaw\": \"M\",\n    \"expiryDate\": \"03/2030\",\n"
                + "    \"hmacSignature\": \"2EQYm7YJpKO4EtHSPu55SQTyWf8dkW5u2nD1tJFpViA=\",\n"
                + "    \"paymentMethod\": \"visa\",\n    \"refusalReasonRaw\": \"AUTHORISED\",\n"
                + "    \"retry.attempt1.acquirer\": \"TestPmmAcquirer\",\n"
                + "    \"retry.attempt1.acquirerAccount\": \"TestPmmAcquirerAccount\",\n"
                + "    \"retry.attempt1.avsResultRaw\": \"5\",\n    \"retry.attempt1.rawResponse\": \"AUTHORISED\",\n"
                + "    \"retry.attempt1.responseCode\": \"Approved\",\n"
                + "    \"retry.attempt1.scaExemptionRequested\": \"lowValue\",\n"
                + "    \"scaExemptionRequested\": \"lowValue\"\n  },\n  \"amount\": {\n    \"currency\": \"EUR\",\n"
                + "    \"value\": 1000\n  },\n  \"eventCode\": \"AUTHORISATION\",\n"
                + "  \"eventDate\": \"2023-01-10T13:40:54+01:00\",\n  \"merchantAccountCode\": \"AntoniStroinski\",\n"
                + "  \"merchantReference\": \":slashes are fun\",\n  \"operations\": [\n    \"CANCEL\",\n    \"CAPTURE\",\n"
                + "    \"REFUND\"\n  ],\n  \"paymentMethod\": \"visa\",\n  \"pspReference\": \"M8NB66SBZSGLNK82\",\n"
                + "  \"reason\": \"039404:1111:03/2030\",\n  \"success\": \"true\"\n}}]}",
            [],
            [("hmacKey", "74F490DD33F7327BAECC88B2947C011FC02D014A473AAA33A8EC93E4DC069174")],
            ("\"value\": 1000", "\"value\": 1001")
        ),
        new(
            "adyen_forwardslash",
            "POST",
            "",
            "application/json",
            "{\"live\":\"false\",\"notificationItems\":[{\"NotificationRequestItem\":{\n  \"amount\": {\n"
                + "    \"value\": 1000,\n    \"currency\": \"EUR\"\n  },\n  \"reason\": \"087330:1111:03/2030\",\n"
                + "  \"success\": \"true\",\n  \"eventCode\": \"AUTHORISATION\",\n"
                + "  \"eventDate\": \"2023-01-10T13:37:30+01:00\",\n  \"operations\": [\n    \"CANCEL\",\n    \"CAPTURE\",\n"
                + "    \"REFUND\"\n  ],\n  \"pspReference\": \"X3GWNS6KJ8NKGK82\",\n  \"paymentMethod\": \"visa\",\n"
                + "  \"additionalData\": {\n    \"authCode\": \"087330\",\n    \"avsResult\": \"5 No AVS data provided\",\n"
                + "    \"cvcResult\": \"1 Matches\",\n    \"expiryDate\": \"03/2030\",\n    \"cardSummary\": \"1111\",\n"
                + "    \"acquirerCode\": \"TestPmmAcquirer\",\n    \"avsResultRaw\": \"5\",\n    \"cvcResultRaw\": \"M\",\n"
                + "    \"hmacSignature\": \"9Z0xdpG9Xi3zcmXv14t/BvMBut77O/Xq9D4CQXSDUi4=\",\n"
                + "    \"paymentMethod\": \"visa\",\n    \"refusalReasonRaw\": \"AUTHORISED\",\n"
                + "    \"acquirerReference\": \"HHCCC326PH6\",\n    \"scaExemptionRequested\": \"lowValue\",\n"
                + "    \"checkout.cardAddedBrand\": \"visa\",\n    \"retry.attempt1.acquirer\": \"TestPmmAcquirer\",\n"
                + "    \"retry.attempt1.rawResponse\": \"AUTHORISED\",\n    \"retry.attempt1.avsResultRaw\": \"5\",\n"
                + "    \"retry.attempt1.responseCode\": \"Approved\",\n"
                + "    \"retry.attempt1.acquirerAccount\": \"TestPmmAcquirerAccount\",\n"
                + "    \"retry.attempt1.scaExemptionRequested\": \"lowValue\"\n  },\n"
                + "  \"merchantReference\": \"//slashes are fun\",\n  \"merchantAccountCode\": \"AntoniStroinski\"\n}}]}",
            [],
            [("hmacKey", "74F490DD33F7327BAECC88B2947C011FC02D014A473AAA33A8EC93E4DC069174")],
            ("\"value\": 1000", "\"value\": 1001")
        ),
        new(
            "billplz_redirect",
            "GET",
            "https://merchant.example/r?billplz%5Bid%5D=W_79pJDk&billplz%5Bpaid%5D=true&"
                + "billplz%5Bpaid_at%5D=2018-03-12+12%3A46%3A36+%2B0800&billplz%5Btransaction_id%5D=AC4GC031F42H&"
                + "billplz%5Btransaction_status%5D=completed&"
                + "billplz%5Bx_signature%5D=af43b15a12607f4965ae5bc03223c4bdcccc7d6f6e3535dda10451337eca78b7",
            "",
            "",
            [],
            [("xSignatureKey", "foobar")],
            ("=true", "=fals")
        ),
        new(
            "billplz_redirect_basic",
            "GET",
            "https://merchant.example/r?billplz%5Bid%5D=W_79pJDk&billplz%5Bpaid%5D=true&"
                + "billplz%5Bpaid_at%5D=2018-03-12+12%3A46%3A36+%2B0800&"
                + "billplz%5Bx_signature%5D=a4ec01becf3b5f0221d1ad4a1296d77d1e9f8d3cc2d4404973d863983a25760f",
            "",
            "",
            [],
            [("xSignatureKey", "foobar")],
            ("=true", "=fals")
        ),
        new(
            "chip",
            "POST",
            "",
            "application/json",
            "{\"id\": \"\", \"due\": 1642060235, \"type\": \"purchase\", \"client\": {\"cc\": [], \"bcc\": [], "
                + "\"city\": \"\", \"email\": \"\", \"phone\": \"\", \"country\": \"\", \"zip_code\": \"\", \"bank_code\": \"\", "
                + "\"full_name\": \"\", \"brand_name\": \"\", \"legal_name\": \"\", \"tax_number\": \"\", \"client_type\": null, "
                + "\"bank_account\": \"\", \"personal_code\": \"\", \"shipping_city\": \"\", \"street_address\": \"\", "
                + "\"shipping_country\": \"\", \"shipping_zip_code\": \"\", \"registration_number\": \"\", "
                + "\"shipping_street_address\": \"\"}, \"issued\": \"\", \"status\": \"created\", \"is_test\": true, "
                + "\"payment\": null, \"product\": \"purchases\", \"user_id\": null, \"brand_id\": \"\", \"order_id\": null, "
                + "\"platform\": \"api\", \"purchase\": {\"debt\": 0, \"notes\": \"\", \"total\": 100, \"currency\": \"EUR\", "
                + "\"language\": \"en\", \"products\": [{\"name\": \"test\", \"price\": 100, \"category\": \"\", \"discount\": 0, "
                + "\"quantity\": \"1.0000\", \"tax_percent\": \"0.00\"}], \"timezone\": \"UTC\", \"due_strict\": false, "
                + "\"email_message\": \"\", \"total_override\": null, \"shipping_options\": [], \"subtotal_override\": null, "
                + "\"total_tax_override\": null, \"payment_method_details\": {}, \"request_client_details\": [], "
                + "\"total_discount_override\": null}, \"client_id\": null, \"reference\": \"\", \"viewed_on\": null, "
                + "\"company_id\": \"\", \"created_on\": 1642056635, \"event_type\": \"purchase.created\", "
                + "\"updated_on\": 1642056635, \"invoice_url\": null, \"checkout_url\": \"\", \"send_receipt\": false, "
                + "\"skip_capture\": false, \"creator_agent\": \"\", \"issuer_details\": {\"website\": \"\", \"brand_name\": \"\", "
                + "\"legal_city\": \"\", \"legal_name\": \"\", \"tax_number\": \"\", \"bank_accounts\": [{\"bank_code\": \"\", "
                + "\"bank_account\": \"\"}], \"legal_country\": \"\", \"legal_zip_code\": \"\", \"registration_number\": \"\", "
                + "\"legal_street_address\": \"\"}, \"marked_as_paid\": false, \"status_history\": [{\"status\": \"created\", "
                + "\"timestamp\": 1642056635}], \"cancel_redirect\": \"\", \"created_from_ip\": \"\", \"direct_post_url\": null, "
                + "\"force_recurring\": false, \"recurring_token\": null, \"failure_redirect\": \"\", \"success_callback\": \"\", "
                + "\"success_redirect\": \"\", \"transaction_data\": {\"flow\": \"payform\", \"extra\": {}, \"country\": \"\", "
                + "\"attempts\": [], \"payment_method\": \"\"}, \"refundable_amount\": 0, \"is_recurring_token\": false, "
                + "\"billing_template_id\": null, \"currency_conversion\": null, \"reference_generated\": \"\", "
                + "\"refund_availability\": \"none\", \"payment_method_whitelist\": null}",
            [
                (
                    "X-Signature",
                    "dHgVBR7qLldrgjMAM0exDnDIBsUU0ZpQC4lkPhAjmjZjkFlRoIYcaC4fR03avykxujZwakM1mGjvInFvCHE8zrrUemeJhHSHN+8n54zecQQ0U84JhdDufr0bSXvSduaqLW1cbBEOHKXm4UCVkMp3bRKzPGEYLM0L6PYd00x3yY53gDeOm05HWlXb5UG8hpKHJPhhr5S58r+hStlM0yAI7tkeTTy6neIin7WKS8imeiGGRh6n46mXEtIcwMzmOaRmQ7me3GAxvD8gDEPY6JV6r3eQZpTF7iX/rU0pod0P35XTvQ3pO2HMBCeRm5zfFCva9JGEVvtiJ1ZDZO/4/UfPEQ=="
                ),
            ],
            [
                (
                    "publicKey",
                    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArzedRaG/aa191+f3/Syf\n"
                        + "ye4lbwaVDngwBpsV/JidZ3T/27oEAPtwZ3oqhmhsBQcVB/f94ecFdj49NTG1DZZN\n"
                        + "fkWjSZEViL22oEGBryK2MjkUrW30kY1Yh0vCa/e0nIG/+9b1TLfzHIwjm54hw1R/\n"
                        + "Ri/m/tf1nLMEm06ogDNV/AUyg6uyNLqp21NxKP7+xV6yfPkfX1s+qSjciyCPzO6r\n"
                        + "+TsG3GTqopG1FSaWx+R0+bmsOEmV5YQKMUlLKlf0wJUD7mjsNioFomEp5QBpASbE\n"
                        + "LfNDO13L5FiUgLtWcz+ZazCZmNUdhstLvrEVt8NhvPWBy96YWm4GfXx7xr8F11yH\npQIDAQAB\n"
                        + "-----END PUBLIC KEY-----"
                ),
            ],
            ("\"status\": \"created\"", "\"status\": \"paid___\"")
        ),
        new(
            "cryptomus",
            "POST",
            "",
            "application/json",
            """
            {
              "type": "payment",
              "uuid": "e1bf6e4a-4465-40b4-849e-60dfe7bced49",
              "order_id": "rGrIxUZFVknrFwbYvB",
              "amount": "10.00000000",
              "payment_amount": "10.00000000",
              "payment_amount_usd": "10.000000",
              "merchant_amount": "9.94000000",
              "commission": "0.06000000",
              "is_final": true,
              "status": "paid",
              "from": "THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH",
              "wallet_address_uuid": null,
              "network": "tron",
              "currency": "USD",
              "payer_currency": "USDT",
              "additional_data": null,
              "convert": {
                "to_currency": "USDT",
                "commission": null,
                "rate": "1",
                "amount": "10.00000000"
              },
              "txid": "6f0d9c8374db57cac0d806251473de754f361c83a03cd805f74aa9da3193486b",
              "sign": "a881b2f8e67bc344d85589187dceb237"
            }
            """,
            [],
            [
                (
                    "paymentKey",
                    "QKF0FiDuzsO6imz6egMTowYNV1YfjmRdtTMWugDqhCtW8AttHZpXeea9wh0uLZp3VJrEQ1L1pR25gl7o2CDpzuE1DTrQgSmEX02tMrt6QiiNXlMXoEQYw860YfZlCLyZ"
                ),
            ],
            ("\"amount\": \"10.00000000\"", "\"amount\": \"99.00000000\"")
        ),
        new(
            "ecpay",
            "POST",
            "",
            "application/x-www-form-urlencoded",
            "CustomField1=&CustomField2=&CustomField3=&CustomField4=&MerchantID=2000132&"
                + "MerchantTradeNo=2821567410556&PaymentDate=2019%2F09%2F02+15%3A49%3A58&PaymentType=Credit_CreditCard&"
                + "PaymentTypeChargeFee=1&RtnCode=1&RtnMsg=Succeeded&SimulatePaid=0&StoreID=&TradeAmt=4250&"
                + "TradeDate=2019%2F09%2F02+15%3A49%3A16&TradeNo=1909021549160081&"
                + "CheckMacValue=E7EC8DDC6C5C51B1A4D8BEA261246066858B38184C55FD3DD3D6DFF53F535A64",
            [],
            [("hashKey", "5294y06JbISpM5x9"), ("hashIV", "v77hoKGq4kWxNNIS")],
            ("TradeAmt=4250", "TradeAmt=4251")
        ),
        new(
            "ecpay_sdk",
            "POST",
            "",
            "application/x-www-form-urlencoded",
            "MerchantID=3002607&MerchantTradeNo=WPLL4E341E122DB44D62&PaymentDate=2019%2F05%2F09+00%3A01%3A21&"
                + "PaymentType=Credit_CreditCard&PaymentTypeChargeFee=1&RtnCode=1&"
                + "RtnMsg=%E4%BA%A4%E6%98%93%E6%88%90%E5%8A%9F&SimulatePaid=0&TradeAmt=500&"
                + "TradeDate=2019%2F05%2F09+00%3A00%3A18&TradeNo=1905090000188278&"
                + "CheckMacValue=6E7F053EF215FC851A050A2FF01D72CBE440EA138DC3E905647985DDF236FD25",
            [],
            [("hashKey", "pwFHCqoQZGmho4w6"), ("hashIV", "EkRm7iFT261dpevs")],
            ("TradeAmt=500", "TradeAmt=501")
        ),
        new(
            "ipay88_sha1",
            "POST",
            "",
            "application/x-www-form-urlencoded",
            "MerchantCode=M00003&PaymentId=2&RefNo=12345&Amount=2%2C741.16&Currency=MYR&Remark=100&TransId=54321&"
                + "AuthCode=&Status=1&ErrDesc=&Signature=0X0Yq8zEmJ3ddMtn8e%2F1suethT8%3D",
            [],
            [("merchantKey", "apple")],
            ("2%2C741.16", "2%2C741.17")
        ),
        new(
            "mailgun",
            "POST",
            "",
            "application/json",
            "{\"signature\": {\"timestamp\": \"1403645220\", \"token\": "
                + "\"5egbgr1vjgqxtrnp65xfznchgdccwh5d6i09vijqi3whgowmn6\", \"signature\": "
                + "\"9cfc5c41582e51246e73c88d34db3af0a3a2692a76fbab81492842f000256d33\"}, \"event-data\": {}}",
            [],
            [("secret", "key-3ax6xnjp29jd6fds4gc373sgvjxteol0")],
            ("1403645220", "1403645221")
        ),
        new(
            "midtrans",
            "POST",
            "",
            "application/json",
            "{\"order_id\": \"1111\", \"status_code\": \"200\", \"gross_amount\": \"100000.00\", "
                + "\"transaction_status\": \"settlement\", \"signature_key\": "
                + "\"edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e2375d308a2bc94f3265ac2d80a1f181a79b997ac178a236fcff35af263fc4d4c231\"}",
            [],
            [("serverKey", "askvnoibnosifnboseofinbofinfgbiufglnbfg")],
            ("\"1111\"", "\"1112\"")
        ),
        new(
            "payos",
            "POST",
            "",
            "application/json",
            "{\"code\": \"00\", \"desc\": \"success\", \"success\": true, \"data\": {\"orderCode\": 123, \"amount\": "
                + "3000, \"description\": \"VQRIO123\", \"accountNumber\": \"12345678\", \"reference\": "
                + "\"TF230204212323\", \"transactionDateTime\": \"2023-02-04 18:25:00\", \"currency\": \"VND\", "
                + "\"paymentLinkId\": \"124c33293c43417ab7879e14c8d9eb18\", \"code\": \"00\", \"desc\": \"Th\u00e0nh "
                + "c\u00f4ng\", \"counterAccountBankId\": \"\", \"counterAccountBankName\": \"\", \"counterAccountName\": "
                + "\"\", \"counterAccountNumber\": \"\", \"virtualAccountName\": \"\", \"virtualAccountNumber\": \"\"}, "
                + "\"signature\": \"412e915d2871504ed31be63c8f62a149a4410d34c4c42affc9006ef9917eaa03\"}",
            [],
            [("checksumKey", "1a54716c8f0efb2744fb28b6e38b25da7f67a925d98bc1c18bd8faaecadd7675")],
            ("\"amount\": 3000", "\"amount\": 3001")
        ),
        new(
            "payu_md5",
            "POST",
            "",
            "text/plain",
            "OpenPayUData",
            [("OpenPayu-Signature", "sender=checkout;signature=8375034eb737d520c829fad4026a38aa;algorithm=MD5;content=DOCUMENT")],
            [("secondKey", "SignatureKey")],
            ("", "")
        ),
        new(
            "payu_sha256",
            "POST",
            "",
            "text/plain",
            "OpenPayUData",
            [
                (
                    "OpenPayu-Signature",
                    "sender=checkout;signature=8b2fd55b48f150347df56ce18d787335f32ced1d67f214016476f7c0a8f09981;"
                        + "algorithm=SHA256;content=DOCUMENT"
                ),
            ],
            [("secondKey", "SignatureKey")],
            ("", "")
        ),
        new(
            "przelewy24",
            "POST",
            "",
            "application/json",
            "{\"merchantId\": 12345, \"posId\": 123, \"sessionId\": \"0beec7\", \"amount\": 1500, \"originAmount\": "
                + "1500, \"currency\": \"PLN\", \"orderId\": 123456789, \"methodId\": 32, \"statement\": "
                + "\"p24-XXX-YYY-ZZZ\", \"sign\": "
                + "\"703e946290d92230297c35d3bc8f554d4a458a4c97c9917665929c5ef5e682f7a868ac36e5dff20184c6a5302ef66c77\"}",
            [],
            [("crc", "bar")],
            ("1500, \"originAmount\"", "1501, \"originAmount\"")
        ),
        new(
            "przelewy24_refund",
            "POST",
            "",
            "application/json",
            "{\"orderId\": 123456789, \"sessionId\": \"0beec7\", \"merchantId\": 12345, \"requestId\": \"ac0efa\", "
                + "\"refundsUuid\": \"dda251\", \"amount\": 1500, \"currency\": \"PLN\", \"timestamp\": 1706389444, "
                + "\"status\": 0, \"sign\": "
                + "\"689010bfd5819bcf683ee0556c0412808b760063a6a66ed4d305d9d85b0bb16ab38bc8fcd0808c85f977f5a041344688\"}",
            [],
            [("crc", "bar")],
            ("\"amount\": 1500", "\"amount\": 1501")
        ),
        new(
            "razorpay_checkout",
            "POST",
            "",
            "application/x-www-form-urlencoded",
            "razorpay_order_id=fake_order_id&razorpay_payment_id=fake_payment_id&"
                + "razorpay_signature=b2335e3b0801106b84a7faff035df56ecffde06918c9ddd1f0fafbb37a51cc89",
            [],
            [("secret", "key_secret")],
            ("fake_order_id", "fake_order_ix")
        ),
        new(
            "razorpay_maintainer",
            "POST",
            "",
            "text/plain",
            "{a:1, b:2}",
            [("X-Razorpay-Signature", "ee0a3edebeb4be41bafa3bc0a39069d7845a5c37760b863405049de80b5fe92d")],
            [("secret", "123456")],
            ("", "")
        ),
        new(
            "razorpay_webhook",
            "POST",
            "",
            "application/json",
            "{\n  \"event\": \"payment.authorized\",\n  \"entity\": \"event\",\n  \"contains\": [\n    \"payment\"\n"
                + "  ],\n  \"payload\": {\n    \"payment\": {\n      \"entity\": {\n"
                + "        \"id\": \"pay_6koWN7bvxujzxM\",\n        \"entity\": \"payment\",\n        \"amount\": 1000000,\n"
                + "        \"currency\": \"INR\",\n        \"status\": \"captured\",\n"
                + "        \"order_id\": \"order_100000000order\",\n        \"international\": false,\n"
                + "        \"method\": \"card\",\n        \"amount_refunded\": 0,\n        \"refund_status\": null,\n"
                + "        \"captured\": true,\n        \"description\": \"random description\",\n"
                + "        \"card_id\": \"card_6koWNAT6LASUqy\",\n        \"bank\": null,\n        \"wallet\": null,\n"
                + "        \"vpa\": null,\n        \"email\": \"a@b.com\",\n        \"contact\": \"+919999999999\",\n"
                + "        \"notes\": {\n          \"merchant_order_id\": \"random order id\"\n        },\n"
                + "        \"fee\": 23000,\n        \"service_tax\": 3000,\n        \"error_code\": null,\n"
                + "        \"error_description\": null,\n        \"created_at\": 1479978483\n      }\n    }\n  },\n"
                + "  \"created_at\": 1400826760\n}\n",
            [("X-Razorpay-Signature", "d60e67fd884556c045e9be7dad57903e33efc7172c17c6e3ef77db42d2b366e9")],
            [("secret", "key_secret")],
            ("payment.authorized", "payment.captured")
        ),
        new(
            "sendgrid",
            "POST",
            "",
            "text/plain",
            "[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced Address\","
                + "\"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\","
                + "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0\","
                + "\"smtp-id\":\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\",\"timestamp\":1600112492}]\r\n",
            [
                (
                    "X-Twilio-Email-Event-Webhook-Signature",
                    "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
                ),
                ("X-Twilio-Email-Event-Webhook-Timestamp", "1600112502"),
            ],
            [
                (
                    "publicKey",
                    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
                ),
            ],
            ("hello@world.com", "hellO@world.com")
        ),
        new(
            "shopify",
            "POST",
            "",
            "application/json",
            "\"my secret message\"",
            [("X-Shopify-Hmac-Sha256", "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI=")],
            [("secret", "hush")],
            ("secret", "Secret")
        ),
        new(
            "shopify_app_proxy",
            "GET",
            "http://example.com/proxy?extra=1&extra=2&shop=shop-name.myshopify.com&"
                + "path_prefix=%2Fapps%2Fawesome_reviews&timestamp=1317327555&"
                + "signature=a9718877bea71c2484f91608a7eaea1532bdf71f5c56825065fa4ccabe549ef3",
            "",
            "",
            [],
            [("secret", "hush")],
            ("extra=1", "extra=3")
        ),
        new(
            "shopify_oauth_query",
            "GET",
            "http://example.com/callback?code=0907a61c0c8d55e99db179b68161bc00&"
                + "hmac=4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20&shop=some-shop.myshopify.com&"
                + "signature=11813d1e7bbf4629edcda0628a3f7a20&timestamp=1337178173",
            "",
            "",
            [],
            [("secret", "hush")],
            ("timestamp=1337178173", "timestamp=1337178174")
        ),
        new(
            "square",
            "POST",
            "",
            "application/json",
            "{\"merchant_id\":\"MLEFBHHSJGVHD\",\"type\":\"webhooks.test_notification\","
                + "\"event_id\":\"ac3ac95b-f97d-458c-a6e6-18981597e05f\",\"created_at\":\"2022-07-13T20:30:59.037339943Z\","
                + "\"data\":{\"type\":\"webhooks\",\"id\":\"bc368e64-01aa-407e-b46e-3231809b1129\"}}",
            [("x-square-hmacsha256-signature", "GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4=")],
            [("secret", "Ibxx_5AKakO-3qeNVR61Dw"), ("notificationUrl", "https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9")],
            ("ac3ac95b", "ac3ac95c")
        ),
        new(
            "twilio_form",
            "POST",
            "https://mycompany.com/myapp.php?foo=1&bar=2",
            "application/x-www-form-urlencoded",
            "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309",
            [("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")],
            [("secret", "12345")],
            ("Digits=1234", "Digits=1235")
        ),
        new(
            "twilio_form_dupes",
            "POST",
            "https://mycompany.com/myapp.php?foo=1&bar=2",
            "application/x-www-form-urlencoded",
            "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
            [("X-Twilio-Signature", "IK+Dwps556ElfBT0I3Rgjkr1wJU=")],
            [("secret", "12345")],
            ("CA123", "CA124")
        ),
        new(
            "wise",
            "POST",
            "",
            "application/json",
            "{\"data\":{\"resource\":{\"id\":49983981,\"profile_id\":16055450,\"account_id\":14124090,"
                + "\"type\":\"transfer\"},\"current_state\":\"incoming_payment_waiting\",\"previous_state\":null,"
                + "\"occurred_at\":\"2021-08-23T10:12:50Z\"},\"subscription_id\":\"90aa8e14-4ef1-4a56-861c-f3c9cde097ea\","
                + "\"event_type\":\"transfers#state-change\",\"schema_version\":\"2.0.0\","
                + "\"sent_at\":\"2021-08-23T10:12:50Z\"}",
            [
                (
                    "X-Signature-SHA256",
                    "wKcKCYXAzxNgiu7xmoDm943NUni7Rz33QN8JkEA9dWSGebgndonabgSj18Y4C08OrwVmueGsED2s00M7DtJVcYKOS1i3G4TMVx+mgM3aL9djMBkQtiYNBFUd6wrPI7ZUNHv/TrlKSjTMc+6JFvUvJ7owY3z85e3I4jLRLJowMFvO8kvCJ60+1pY9wDwZvtZ//WS93LrwGjk9Dvwzpmu0w+P4J75tETT5qC3Uv0y5G2yO8SEoO3yNP/tg/BOli02niHb53vEOUWUb9bly6thnfMoXoiV/osoGxgF20R58RlvkAmezyyl1Sv542TfS2DpiwVnmjjjkCyXeSUcKookYLQ=="
                ),
            ],
            [
                (
                    "publicKey",
                    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwpb91cEYuyJNQepZAVfP\n"
                        + "ZIlPZfNUefH+n6w9SW3fykqKu938cR7WadQv87oF2VuT+fDt7kqeRziTmPSUhqPU\n"
                        + "ys/V2Q1rlfJuXbE+Gga37t7zwd0egQ+KyOEHQOpcTwKmtZ81ieGHynAQzsn1We3j\n"
                        + "wt760MsCPJ7GMT141ByQM+yW1Bx+4SG3IGjXWyqOWrcXsxAvIXkpUD/jK/L958Cg\n"
                        + "nZEgz0BSEh0QxYLITnW1lLokSx/dTianWPFEhMC9BgijempgNXHNfcVirg1lPSyg\n"
                        + "z7KqoKUN0oHqWLr2U1A+7kqrl6O2nx3CKs1bj1hToT1+p4kcMoHXA7kA+VBLUpEs\nVwIDAQAB\n"
                        + "-----END PUBLIC KEY-----"
                ),
            ],
            ("49983981", "49983982")
        ),
        new(
            "worldline_connect",
            "POST",
            "",
            "application/json",
            """
            {
              "apiVersion": "v1",
              "id": "8ee793f6-4553-4749-85dc-f2ef095c5ab0",
              "created": "2017-02-02T11:24:14.040+0100",
              "merchantId": "20000",
              "type": "payment.paid",
              "payment": {
                "id": "00000200000143570012",
                "paymentOutput": {
                  "amountOfMoney": {
                    "amount": 1000,
                    "currencyCode": "EUR"
                  },
                  "references": {
                    "paymentReference": "200001681810"
                  },
                  "paymentMethod": "bankTransfer",
                  "bankTransferPaymentMethodSpecificOutput": {
                    "paymentProductId": 11
                  }
                },
                "status": "PAID",
                "statusOutput": {
                  "isCancellable": false,
                  "statusCategory": "COMPLETED",
                  "statusCode": 1000,
                  "statusCodeChangeDateTime": "20170202112414",
                  "isAuthorized": true
                }
              }
            }
            """,
            [("X-GCS-Signature", "2S7doBj/GnJnacIjSJzr5fxGM5xmfQyFAwxv1I53ZEk="), ("X-GCS-KeyId", "dummy-key-id")],
            [("secret", "hello+world")],
            ("\"amount\": 1000", "\"amount\": 1001")
        ),
    ];

    public override string ToString() => Name;
}
