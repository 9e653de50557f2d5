using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Reading;

public class RepeatedFieldTests
{
    private static readonly string[] Names = ["tag", "id"];

    [Theory]
    [InlineData("tag=a&id=1&tag=b&tag=b", "a,b,b", "1")]
    [InlineData("tag=a&id=1", "a", "1")]
    [InlineData("id=1&tag=&tag=b", ",b", "1")]
    public void A_field_that_stands_several_times_is_an_array_of_texts(string form, string tags, string id)
    {
        var (read, readId, _, rejection) = Read(form);

        Assert.Null(rejection);
        Assert.Equal(tags, string.Join(',', read));
        Assert.Equal(id, readId);
    }

    [Fact]
    public void An_undeclared_field_that_stands_several_times_is_kept_whole()
    {
        var (_, _, unknown, rejection) = Read("x=1&tag=a&x=2&id=1&y=3");

        Assert.Null(rejection);
        Assert.Equal("""["1","2"]""", unknown!["x"].GetRawText());
        Assert.Equal("\"3\"", unknown["y"].GetRawText());
    }

    [Theory]
    [InlineData("id=1&id=2&tag=a", CallbackRejectionReason.DuplicateMember)]
    [InlineData("tag=a&id=1&id=1", CallbackRejectionReason.DuplicateMember)]
    public void A_declared_member_that_is_no_array_stands_once(string form, CallbackRejectionReason reason) =>
        Assert.Equal(reason, Read(form).Rejection!.Reason);

    [Fact]
    public void An_array_cannot_arrive_where_fields_may_not_repeat() =>
        Assert.Equal(CallbackRejectionReason.InvalidMember, Read("tag=a&id=1", allowRepeated: false).Rejection!.Reason);

    [Fact]
    public void A_body_of_any_type_is_one_text()
    {
        Assert.Equal("[1]", Text("[1]", "application/json"));
        Assert.Equal("a", Text("a", null));
        Assert.Equal("a", Text("a", "text/plain; charset=utf-8"));
        Assert.Null(Text("a", "text/plain; charset=utf-16"));
        Assert.Null(Text("\uFFFF", "text/plain", "\xFF"u8.ToArray()[..1]));
    }

    [Theory]
    [InlineData("\"a\"", "a")]
    [InlineData("1", null)]
    [InlineData("\"a\" 1", null)]
    public void A_root_value_need_not_be_an_object(string json, string? text)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        var read = reader.Text();

        Assert.Equal(text is not null, reader.End());
        if (text is not null)
            Assert.Equal(text, read);
    }

    [Fact]
    public void A_root_array_is_read_item_by_item()
    {
        var reader = new JsonPayloadReader("""["a","b"]"""u8);
        Assert.True(reader.StartArray());
        var read = new List<string>();
        while (reader.NextItem())
            read.Add(reader.Text());

        Assert.True(reader.End());
        Assert.Equal(["a", "b"], read);
    }

    [Fact]
    public void A_text_is_no_object_and_no_array()
    {
        Assert.Equal(CallbackRejectionReason.InvalidMember, Refuse(static (ref TextPayloadReader reader) => reader.StartObject()));
        Assert.Equal(CallbackRejectionReason.InvalidMember, Refuse(static (ref TextPayloadReader reader) => reader.StartArray()));
        Assert.Equal(CallbackRejectionReason.InvalidMember, Refuse(static (ref TextPayloadReader reader) => reader.StartMap()));
    }

    private delegate bool Step(ref TextPayloadReader reader);

    private static CallbackRejectionReason? Refuse(Step step)
    {
        var reader = new TextPayloadReader("{}"u8);
        Assert.False(step(ref reader));
        Assert.False(reader.End());
        return reader.Rejection?.Reason;
    }

    private static string? Text(string text, string? contentType, byte[]? body = null)
    {
        var request = new CallbackRequest
        {
            Method = "POST",
            ContentType = contentType,
            Body = body ?? Given.Utf8(text),
        };
        using var verification = Given.Verification(request, definition: Given.Definition(receive: [new("POST", CallbackContent.Text)]));
        return verification.ReadPayload<AnyPayload>()?.Value.GetString();
    }

    private static (List<string> Tags, string Id, UnknownMembers? Unknown, CallbackRejection? Rejection) Read(
        string form,
        bool allowRepeated = true
    )
    {
        Assert.True(FormFields.TryRead(Given.Utf8(form), allowRepeated, out var fields, out _, out _));
        using (fields)
        {
            var reader = new FieldPayloadReader(fields!);
            List<string> tags = [];
            var id = "";
            UnknownMembers? unknown = null;
            Span<ulong> seen = stackalloc ulong[1];
            reader.StartObject();
            while (reader.NextMember())
            {
                switch (
                    reader.Member(
                        reader.Name.SequenceEqual("tag"u8) ? 0
                            : reader.Name.SequenceEqual("id"u8) ? 1
                            : -1,
                        Names,
                        seen
                    )
                )
                {
                    case 0 when reader.StartArray():
                        while (reader.NextItem())
                            tags.Add(reader.Text());
                        break;
                    case 1:
                        id = reader.Text();
                        break;
                    case -1:
                        reader.Unknown(ref unknown);
                        break;
                }
            }

            reader.Complete(seen, [0b11], Names);
            reader.End();
            return (tags, id, unknown, reader.Rejection);
        }
    }
}
