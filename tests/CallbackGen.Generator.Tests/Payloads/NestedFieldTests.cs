using CallbackGen.Testing;

namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>Arrays and objects that arrive in a form or query as fields with names in brackets, as PHP writes them.</summary>
public sealed class NestedFieldTests
{
    private const string Members = """
        "id": { "type": "string" }, "items": { "type": ["array", "null"], "items": { "type": "string" } },
        "numbers": { "type": "array", "items": { "type": "integer", "coerce": true } },
        "meta": {
          "type": ["object", "null"],
          "properties": {
            "a": { "type": "string" },
            "n": { "type": ["integer", "null"], "coerce": true },
            "in": { "type": ["object", "null"], "properties": { "b": { "type": "string" } } }
          }
        },
        "map": { "type": ["object", "null"], "additionalProperties": { "type": "string" } },
        "rows": {
          "type": ["array", "null"],
          "items": {
            "type": "object",
            "properties": { "name": { "type": "string" }, "n": { "type": ["integer", "null"], "coerce": true } }
          }
        }
        """;

    [Theory]
    [InlineData("id=1&items[]=a&items[]=b")]
    [InlineData("id=1&items[0]=a&items[1]=b")]
    [InlineData("items%5B1%5D=b&id=1&items%5B0%5D=a")] // in any order, and escaped
    public void A_list_is_read_by_its_positions_or_without_them(string form)
    {
        using var project = Whole();

        var message = project.Accepts(Signed(form));

        Assert.Equal(["a", "b"], (IEnumerable<string>)Outcome.ValueOf(message, "Payload.Items")!);
        Assert.Equal((0, 0), (message.Receipt.UnknownMemberCount, message.Receipt.UnfitMemberCount));
    }

    [Fact]
    public void Objects_maps_and_what_lies_deeper_are_read()
    {
        using var project = Whole();

        var message = project.Accepts(
            Signed(
                "id=1&meta[a]=x&meta[n]=5&meta[in][b]=y&map[k]=v&map[l]=w&rows[0][name]=r&rows[0][n]=&rows[1][name]=s&numbers[]=7&new[a]=z"
            )
        );

        Assert.Equal(
            ("x", 5L, "y", "r", null, "s", 7L),
            (
                Outcome.ValueOf(message, "Payload.Meta.A"),
                Outcome.ValueOf(message, "Payload.Meta.N"),
                Outcome.ValueOf(message, "Payload.Meta.In.B"),
                Outcome.ValueOf(message, "Payload.Rows.0.Name"),
                Outcome.ValueOf(message, "Payload.Rows.0.N"),
                Outcome.ValueOf(message, "Payload.Rows.1.Name"),
                Outcome.ValueOf(message, "Payload.Numbers.0")
            )
        );
        Assert.Equal(2, ((System.Collections.ICollection)Outcome.ValueOf(message, "Payload.Map")!).Count);
        // An undeclared field keeps its name.
        Assert.Equal(["new[a]"], ((CallbackGen.UnknownMembers)Outcome.ValueOf(message, "Payload.UnknownMembers")!).Keys);
    }

    [Fact]
    public void A_list_that_is_required_may_arrive_in_a_form_and_in_a_query()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["GET query"],
                Properties = """ "ids": { "type": "array", "items": { "type": "string" } } """,
                Required = ["ids"],
                Verify = FeedSchema.Hmac("""[{ "members": "*", "each": "{name}={value}", "join": "&", "sort": "name" }]"""),
            }
        );
        var request = new CallbackRequest
        {
            Method = "GET",
            Query = "ids[1]=b&ids[0]=a",
            Headers = CallbackHeaders.From([KeyValuePair.Create("X-Signature", Requests.Hex("ids[0]=a&ids[1]=b"))]),
        };

        Assert.Equal(["a", "b"], (IEnumerable<string>)Outcome.ValueOf(project.Accepts(request), "Payload.Ids")!);
        project.Refuses(
            new CallbackRequest
            {
                Method = "GET",
                Query = "ids[0]=b&ids[1]=a",
                Headers = request.Headers,
            },
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>Attack: two fields for one value, of which the handler and the provider may use different ones.</summary>
    [Theory]
    [InlineData("id=1&items=a&items[0]=b", "/items")]
    [InlineData("id=1&items[0]=b&items=a", "/items")]
    [InlineData("id=1&items[]=a&items[0]=b", "/items")]
    [InlineData("id=1&items[0]=a&items[]=b", "/items")]
    [InlineData("id=1&meta[a]=x&meta[a][b]=y", "/meta")]
    [InlineData("id=1&meta[in][b]=x&meta[in]=y", "/meta")]
    [InlineData("id=1&id=2&items[0]=a", "/id")]
    [InlineData("id=1&id=2", "/id")]
    public void A_value_that_is_there_twice_is_refused_by_its_name(string form, string where)
    {
        using var project = Whole();

        Refuses(project, form, CallbackRejectionReason.DuplicateMember, where);
    }

    [Fact]
    public void A_name_that_nobody_declares_stands_in_no_refusal()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = Members,
                Required = ["id"],
                Verify = FeedSchema.Hmac("[{ \"members\": [\"id\"] }]"),
            }
        );

        foreach (var form in (string[])["id=1&secret=1&secret=2", "id=1&meta[a]=1&meta[a]=2"])
        {
            var rejection = project
                .Feed.VerifyMessage(Requests.Form(form, ("X-Signature", Requests.Hex("1"))), project.Keys(), FixedClock.AtNoon)
                .Rejection;
            Assert.Equal((CallbackRejectionReason.DuplicateMember, "body"), (rejection!.Reason, rejection.Where));
        }
    }

    [Theory]
    [InlineData("id=1&items[0]=a&items[2]=c", "/items")] // a gap
    [InlineData("id=1&items[1]=a", "/items")]
    [InlineData("id=1&items[00]=a", "/items")]
    [InlineData("id=1&items[x]=a", "/items")]
    [InlineData("id=1&items[0][x]=a", "/items")]
    [InlineData("id=1&map[0]=a", "/map")] // PHP's own JSON has an array here too
    public void What_is_no_list_or_object_is_null_where_all_is_signed_and_refused_elsewhere(string form, string where)
    {
        using var whole = Whole();
        using var unsigned = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = Members,
                Required = ["id"],
            }
        );

        Assert.Equal([where], whole.Accepts(Signed(form)).Receipt.UnfitMembers.Keys);
        unsigned.Refuses(Requests.Form(form), CallbackRejectionReason.InvalidMember);
    }

    [Theory]
    [InlineData("id=1&items[=a")]
    [InlineData("id=1&items]=a")]
    [InlineData("id=1&items[0]x=a")]
    [InlineData("id=1&items[[0]]=a")]
    [InlineData("id=1&[items]=a")]
    public void Brackets_that_do_not_match_are_part_of_a_name(string form)
    {
        using var project = Whole();

        var message = project.Accepts(Signed(form));

        Assert.Equal((null, 1), (Outcome.ValueOf(message, "Payload.Items"), message.Receipt.UnknownMemberCount));
    }

    [Theory]
    [InlineData("rows[][name]=a", CallbackRejectionReason.InvalidMember)] // it is not stated to which item a second field belongs
    [InlineData("deep", CallbackRejectionReason.Malformed)]
    public void What_has_no_one_reading_or_is_too_deep_is_refused(string field, CallbackRejectionReason reason)
    {
        using var project = Whole();

        Refuses(
            project,
            "id=1&" + (field == "deep" ? $"meta{string.Concat(Enumerable.Repeat("[a]", 5000))}=1" : field),
            reason,
            field == "deep" ? "/meta" : "/rows"
        );
    }

    [Fact]
    public void All_members_of_a_form_are_signed_by_their_names_as_received()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = """
                "id": { "type": "string" },
                "items": { "type": ["array", "null"], "items": { "type": "string" } },
                "sign": { "type": "string" }
                """,
                Required = ["id", "sign"],
                Verify = FeedSchema.Hmac(
                    """[{ "members": "*", "except": ["sign"], "each": "{name}={value}", "join": "&", "sort": "name" }]""",
                    from: "body:/sign"
                ),
            }
        );
        var sign = Requests.Hex("id=1&items[0]=a&items[1]=b");

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        Assert.Equal(
            ["a", "b"],
            (IEnumerable<string>)
                Outcome.ValueOf(project.Accepts(Requests.Form($"items[1]=b&items[0]=a&id=1&sign={sign}")), "Payload.Items")!
        );
        // Attacks: an additional item, the items in another order, an item without a position.
        project.Refuses(Requests.Form($"items[0]=a&items[1]=b&items[2]=c&id=1&sign={sign}"), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(Requests.Form($"items[0]=b&items[1]=a&id=1&sign={sign}"), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(
            Requests.Form($"items[]=a&items[]=b&id=1&sign={Requests.Hex("id=1&items[]=a&items[]=b")}"),
            CallbackRejectionReason.DuplicateMember
        );
    }

    /// <summary>Attack: the message leaves out one of the fields of a member, which an attacker can then choose.</summary>
    [Fact]
    public void A_list_of_which_one_field_is_left_out_is_not_signed()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = """ "id": { "type": "string" }, "items": { "type": ["array", "null"], "items": { "type": "string" } } """,
                Required = ["id"],
                Verify = FeedSchema.Hmac(
                    """[{ "members": "*", "except": ["items[1]"], "each": "{name}={value}", "join": "&", "sort": "name" }]"""
                ),
            }
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
        Assert.Contains("/items", project.Feed.Definition.UnsignedMembers);
    }

    /// <summary>Attack: the message signs the field with the member's own name, which is absent, and the items are unsigned.</summary>
    [Fact]
    public void A_member_that_a_message_names_is_not_filled_by_other_fields()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form", "POST json"],
                Properties = """
                "id": { "type": "string" },
                "box": {
                  "type": ["object", "null"],
                  "properties": { "amount": { "type": ["string", "null"] } }
                }
                """,
                Required = ["id"],
                Verify = FeedSchema.Hmac("""[{ "members": ["id", "/box/amount"], "join": "|" }]"""),
            }
        );

        var message = project.Accepts(Requests.Form("id=1&box[amount]=999").Signed("X-Signature", "1|"));

        Assert.Null(Outcome.ValueOf(message, "Payload.Box"));
        Assert.Equal(
            "5",
            Outcome.ValueOf(
                project.Accepts(Requests.Json("""{"id":"1","box":{"amount":"5"}}""").Signed("X-Signature", "1|5")),
                "Payload.Box.Amount"
            )
        );
    }

    [Fact]
    public void A_field_that_is_declared_by_its_name_in_brackets_stays_that_field()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties =
                    """ "items[0]": { "type": "string" }, "items": { "type": ["array", "null"], "items": { "type": "string" } } """,
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
            }
        );

        var message = project.Accepts(Signed("items[0]=a"));

        Assert.Equal(("a", null), (Outcome.ValueOf(message, "Payload.Items0"), Outcome.ValueOf(message, "Payload.Items")));
    }

    [Fact]
    public void The_signer_writes_what_is_read()
    {
        using var project = Whole();
        var payload = Outcome.ValueOf(project.Accepts(Signed("id=1&items[]=a&items[]=b&meta[a]=x&meta[n]=5&rows[0][name]=r")), "Payload")!;
        var keys = CallbackTestKeys.Generate(project.Feed);
        var sign = typeof(CallbackSigner)
            .GetMethods()
            .Single(method => method.Name == "Sign" && method.IsGenericMethod)
            .MakeGenericMethod(payload.GetType());

        var request = (CallbackRequest)sign.Invoke(new CallbackSigner(keys, FixedClock.AtNoon), [payload, "/", null])!;

        Assert.Contains("items%5B0%5D=a&items%5B1%5D=b", System.Text.Encoding.UTF8.GetString(request.Body.Span), StringComparison.Ordinal);
        var message = project.Feed.VerifyMessage(request, keys.Keys, FixedClock.AtNoon).Value!;
        Assert.Equal(project.WriteJson(payload), project.WriteJson(Outcome.ValueOf(message, "Payload")!));
    }

    private static CompiledProject Whole() =>
        CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = Members,
                Required = ["id"],
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
            }
        );

    private static CallbackRequest Signed(string form) => Requests.Form(form, ("X-Signature", Requests.Hex(form)));

    private static void Refuses(CompiledProject project, string form, CallbackRejectionReason reason, string where)
    {
        var rejection = project.Feed.VerifyMessage(Signed(form), project.Keys(), FixedClock.AtNoon).Rejection;
        Assert.NotNull(rejection);
        Assert.Equal((reason, where), (rejection.Reason, rejection.Where));
    }
}
