using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Reading;

/// <summary>Fields with the same name are linked once; the result equals that of a search over all fields.</summary>
public class RepeatedLinkTests
{
    [Fact]
    public void The_next_field_of_a_name_is_the_one_that_a_search_finds()
    {
        var random = new Random(20260101);
        for (var round = 0; round < 500; round++)
        {
            var kinds = random.Next(1, 40);
            var names = Enumerable.Range(0, random.Next(2, 200)).Select(_ => $"n{random.Next(kinds)}").ToArray();
            AssertLinked(names);
        }
    }

    [Theory]
    [InlineData(FormFields.MaxFields, 1)]
    [InlineData(FormFields.MaxFields, 2)]
    [InlineData(FormFields.MaxFields, FormFields.MaxFields / 2)]
    [InlineData(FormFields.MaxFields, FormFields.MaxFields - 1)]
    [InlineData(2, 1)]
    public void As_many_fields_as_a_form_may_have_are_linked(int count, int kinds)
    {
        AssertLinked([.. Enumerable.Range(0, count).Select(number => $"k{number % kinds}")]);
        AssertLinked([.. Enumerable.Range(0, count).Select(number => $"k{number * kinds / count}")]);
        // Empty names, and names that differ only at their ends.
        AssertLinked([.. Enumerable.Range(0, count).Select(number => number % 2 == 0 ? "" : new string('x', 30) + (number % kinds))]);
    }

    [Fact]
    public void A_form_without_a_repetition_has_no_links()
    {
        using var fields = Read(["a", "b", "c"]);

        Assert.False(fields.HasRepeated);
        for (var index = 0; index < fields.Count; index++)
            Assert.Equal((-1, false), (fields.FindNext(index), fields.IsRepetition(index)));
    }

    [Theory]
    [InlineData("a=1&a=2&%zz=3")]
    [InlineData("a=1&a=2&b=%FF")]
    public void That_a_name_repeats_is_known_when_the_rest_cannot_be_read(string form)
    {
        Assert.False(FormFields.TryRead(Given.Utf8(form), allowRepeated: true, out _, out var reason, out _, out var hasRepeated));
        Assert.Equal((CallbackRejectionReason.Malformed, true), (reason, hasRepeated));
    }

    private static void AssertLinked(string[] names)
    {
        using var fields = Read(names);
        for (var index = 0; index < names.Length; index++)
        {
            Assert.Equal(Array.IndexOf(names, names[index], index + 1), fields.FindNext(index));
            Assert.Equal(Array.IndexOf(names, names[index]) < index, fields.IsRepetition(index));
        }
    }

    private static FormFields Read(string[] names)
    {
        var form = string.Join('&', names.Select(name => name + "=v"));
        Assert.True(FormFields.TryRead(Given.Utf8(form), allowRepeated: true, out var fields, out _, out var detail), detail);
        return fields!;
    }
}
