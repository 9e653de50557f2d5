using System.Text.Json;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Reading;

public class UnknownMembersTests
{
    [Fact]
    public void Two_are_equal_when_they_hold_the_same_JSON_under_the_same_names_in_any_order()
    {
        UnknownMembers left = new() { { "a", Json("1.0") }, { "b", Json("[1]") } };
        Assert.Equal(left, new UnknownMembers { { "b", Json("[1]") }, { "a", Json("1.0") } });
        Assert.Equal(left.GetHashCode(), new UnknownMembers { { "b", Json("[1]") }, { "a", Json("1.0") } }.GetHashCode());
        Assert.NotEqual(left, new UnknownMembers { { "b", Json("[1]") }, { "a", Json("1") } });
        Assert.NotEqual(left, new UnknownMembers { { "a", Json("1.0") } });
        Assert.Equal(UnknownMembers.None, new UnknownMembers());
    }

    [Fact]
    public void Members_are_added_and_never_changed_or_removed()
    {
        IDictionary<string, JsonElement> members = new UnknownMembers();
        members["a"] = Json("1");
        members.Add("b", Json("2"));
        Assert.Throws<ArgumentException>(() => members.Add("a", Json("3")));
        Assert.Throws<NotSupportedException>(() => members["a"] = Json("3"));
        Assert.Throws<NotSupportedException>(() => members.Remove("a"));
        Assert.Throws<NotSupportedException>(members.Clear);
        Assert.Throws<ArgumentException>(() => members.Add("c", default));
        Assert.Equal(["a", "b"], members.Keys);
    }

    [Fact]
    public void The_shared_empty_one_stays_empty()
    {
        Assert.Throws<NotSupportedException>(() => UnknownMembers.None.Add("a", Json("1")));
        Assert.Empty(UnknownMembers.None);
    }

    [Fact]
    public void Those_that_were_read_stay_as_they_arrived()
    {
        const string body = """{"id":"1","new":1,"lines":[{"price":1,"more":2}]}""";
        var signed = SignedInvoice
            .TypedFeed.Verify(Given.Json(body, ("X-Signature", Given.HexMac(body))), Given.Keys(), Given.Clock())
            .Value!;
        var members = signed.Payload.Members;
        StaysAsItIs(members.Unknown, "new");
        StaysAsItIs(members.Lines[0].Unknown, "more");

        var form = Given.Form($"id=1&amount=2&new=1&checksum={Given.HexMac("2|1|")}");
        StaysAsItIs(ChecksumInvoice.TypedFeed.Verify(form, Given.Keys(), Given.Clock()).Value!.Receipt.UnsignedMembers, "new");
    }

    private static void StaysAsItIs(UnknownMembers members, string name)
    {
        Assert.Contains(name, members.Keys);
        var count = members.Count;
        Assert.True(((ICollection<KeyValuePair<string, JsonElement>>)members).IsReadOnly);
        Assert.Throws<NotSupportedException>(() => members.Add("forged", Json("1")));
        Assert.Throws<NotSupportedException>(() => members.TryAdd("forged", Json("1")));
        Assert.Throws<NotSupportedException>(() => ((IDictionary<string, JsonElement>)members)["forged"] = Json("1"));
        Assert.Equal(count, members.Count);
    }

    [Fact]
    public void Many_members_are_found_as_well_as_few()
    {
        var members = new UnknownMembers();
        for (var index = 0; index < 100; index++)
            members.Add($"m{index}", Json("0"));
        Assert.True(members.ContainsKey("m0") && members.ContainsKey("m99"));
        Assert.False(members.TryAdd("m42", Json("1")));
        Assert.False(members.TryGetValue("other", out _));
        Assert.Throws<KeyNotFoundException>(() => members["other"]);
    }

    [Fact]
    public void Its_text_holds_no_values()
    {
        Assert.Equal("1 unknown member", new UnknownMembers { { "card", Json("\"4111\"") } }.ToString());
    }

    private static JsonElement Json(string json) => JsonElement.Parse(json);
}

public class OpenEnumTests
{
    private enum Status
    {
        New,
        Paid,
    }

    [Fact]
    public void A_listed_value_is_its_value_whatever_its_text()
    {
        var paid = new OpenEnum<Status>(Status.Paid, "1");
        Assert.True(paid == Status.Paid && paid.Is(Status.Paid) && paid.IsListed && paid != Status.New);
        Assert.Equal(paid, new OpenEnum<Status>(Status.Paid, "1.0"));
        Assert.Equal("1", paid.ToString());
    }

    [Fact]
    public void A_value_that_is_not_listed_keeps_its_text_and_is_no_listed_value()
    {
        var other = new OpenEnum<Status>("refunded");
        Assert.False(other.IsListed || other == Status.New || other == new OpenEnum<Status>(Status.New, "refunded"));
        Assert.Equal(other, new OpenEnum<Status>("refunded"));
        Assert.NotEqual(other, new OpenEnum<Status>("Refunded"));
        Assert.Equal("refunded", other.Text);
    }

    [Fact]
    public void The_default_is_not_listed_and_has_no_text()
    {
        OpenEnum<Status> value = default;
        Assert.False(value.IsListed || value.Is(Status.New));
        Assert.Equal("", value.Text);
    }
}
