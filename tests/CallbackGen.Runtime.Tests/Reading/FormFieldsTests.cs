using System.Text;
using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Reading;

/// <summary>The fields of a form are found regardless of their positions, lengths and number.</summary>
public sealed class FormFieldsTests
{
    [Fact]
    public void Names_and_values_of_every_length_end_where_they_end()
    {
        (string Written, string Read)[] texts =
        [
            ("a", "a"),
            ("%41", "A"),
            ("+", " "),
            ("%3D", "="),
            ("=", "="),
            ("%26", "&"),
            ("%C3%A9", "é"),
            ("é", "é"),
        ];
        foreach (var (written, read) in texts)
        {
            for (var length = 0; length < 150; length++)
            {
                var name = new string('n', length);
                AssertFields($"{name}={written}&b={name}{written}&&c", (name, read), ("b", name + read), ("c", ""));
            }
        }
    }

    [Fact]
    public void Random_forms_are_read_as_they_are_split_and_decoded()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 3000; round++)
        {
            var fields = Enumerable
                .Range(0, random.Next(40))
                .Select(number => (Name: $"{Text(random)}{number}", Value: Text(random)))
                .ToArray();
            AssertFields(
                string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}")),
                fields
            );
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(100)]
    public void A_name_that_repeats_is_found_wherever_the_two_stand(int count)
    {
        var names = Enumerable.Range(0, count).Select(number => $"n{number}").ToArray();
        for (var repeated = 0; repeated < count - 1; repeated++)
        {
            var form = string.Join('&', names.Select((name, index) => index == count - 1 ? names[repeated] : name));

            Assert.False(FormFields.TryRead(Given.Utf8(form), allowRepeated: false, out _, out var reason, out _));
            Assert.Equal(CallbackRejectionReason.DuplicateMember, reason);

            using var fields = Read(form, allowRepeated: true);
            Assert.Equal(repeated, fields.FindMember($"/n{repeated}"));
            Assert.Equal(count - 1, fields.FindNext(repeated));
        }
    }

    [Fact]
    public void A_member_is_found_by_the_pointer_that_is_its_name_and_by_no_other()
    {
        // Two names that differ in one character, and names with characters that a JSON pointer escapes.
        using var fields = Read("amount=1&axount=2&a~1b=3&a/b=4&~0=5&=6&%C3%A9=7");

        Assert.Equal(0, fields.FindMember("/amount"));
        Assert.Equal(1, fields.FindMember("/axount"));
        foreach (var pointer in (string[])["", "/", "amount", "xamount", "/ayount", "/amoun", "/amountt", "/a~1b", "/a/b", "/~0", "/é"])
            Assert.Equal(-1, fields.FindMember(pointer));
    }

    private static string Text(Random random) =>
        string.Concat(
            Enumerable
                .Range(0, random.Next(30))
                .Select(_ => "abcXYZ019-._~ +&=%/?é😀".EnumerateRunes().ElementAt(random.Next(22)).ToString())
        );

    private static FormFields Read(string form, bool allowRepeated = false)
    {
        Assert.True(FormFields.TryRead(Given.Utf8(form), allowRepeated, out var fields, out _, out var detail), detail);
        return fields!;
    }

    private static void AssertFields(string form, params (string Name, string Value)[] expected)
    {
        using var fields = Read(form);
        Assert.Equal(
            expected,
            Enumerable
                .Range(0, fields.Count)
                .Select(index => (Encoding.UTF8.GetString(fields.Name(index)), Encoding.UTF8.GetString(fields.Value(index))))
        );
        Assert.Equal(expected.Sum(field => Encoding.UTF8.GetByteCount(field.Name + field.Value)), fields.Size);
        Assert.True(!fields.IsAscii || expected.All(field => Ascii.IsValid(field.Name + field.Value)));
        for (var index = 0; index < expected.Length; index++)
        {
            Assert.Equal(index, fields.Find(Encoding.UTF8.GetBytes(expected[index].Name)));
            if (expected[index].Name is { Length: > 0 } name && Ascii.IsValid(name) && name.AsSpan().IndexOfAny('/', '~') < 0)
                Assert.Equal(index, fields.FindMember("/" + name));
        }
    }
}
