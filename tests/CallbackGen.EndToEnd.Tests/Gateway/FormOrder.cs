using System.Security.Cryptography;
using System.Text;
using CallbackGen.Receiver.Demo;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>Creates genuine callbacks from an example of bayarcash.transaction that is a form.</summary>
internal sealed class FormOrder(DemoTest example)
{
    private static readonly string[] Signed =
    [
        "datetime",
        "currency",
        "amount",
        "exchange_reference_number",
        "exchange_transaction_id",
        "order_number",
        "payer_bank_name",
        "payer_email",
        "payer_name",
        "record_type",
        "status",
        "status_description",
        "transaction_id",
    ];

    private readonly Dictionary<string, string> _fields = example
        .Request.Body!.Split('&')
        .Select(field => field.Split('='))
        .ToDictionary(field => field[0], field => Uri.UnescapeDataString(field[1].Replace('+', ' ')));

    public string Number => _fields["order_number"];

    public string Transaction => _fields["transaction_id"];

    /// <summary>The example with other values, signed again.</summary>
    public DemoTest Of(string? order = null, string? transaction = null, string? amount = null)
    {
        var fields = new Dictionary<string, string>(_fields)
        {
            ["order_number"] = order ?? Number,
            ["transaction_id"] = transaction ?? Transaction,
            ["amount"] = amount ?? _fields["amount"],
        };
        var message = string.Join('|', Signed.Order(StringComparer.Ordinal).Select(name => fields[name]));
        fields["checksum"] = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(example.Keys[0].Value[0]), Encoding.UTF8.GetBytes(message))
        );
        var body = string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
        return example with { Request = example.Request with { Body = body } };
    }
}

/// <summary>Reads numbers that may be written as strings.</summary>
internal static class JsonNumbers
{
    public static decimal GetDecimalOrText(this System.Text.Json.JsonElement element) =>
        element.ValueKind == System.Text.Json.JsonValueKind.String
            ? decimal.Parse(element.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : element.GetDecimal();
}
