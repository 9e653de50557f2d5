using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

/// <summary>
/// Reads one payload strictly, member by member, from JSON or from the fields of a form or query. Generated code drives
/// it. It never throws on what a request holds: the first thing that is wrong becomes a rejection, and every later call
/// does nothing and returns a default, so that the caller looks at <see cref="Failed"/> once, at the end.
/// </summary>
// A method for each kind of value that a schema can declare, and so in each type that implements it.
public interface IPayloadReader
{
    /// <summary>Whether a rejection is recorded.</summary>
    bool Failed { get; }

    /// <summary>Enters the current value, which must be an object.</summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartObject();

    /// <summary>Enters the current value, which must be an object, or an empty array, with which some languages write an empty object.</summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartCoercedObject();

    /// <summary>Goes to the next member of the object entered last, and onto its value.</summary>
    /// <returns><see langword="false"/> at the object's end and after a failure.</returns>
    bool NextMember();

    /// <summary>The current member's name in UTF-8, without escapes.</summary>
    ReadOnlySpan<byte> Name { get; }

    /// <summary>Notes that the current member is a declared one.</summary>
    /// <param name="index">The member's position in <paramref name="names"/>, or a negative number when it is not declared.</param>
    /// <param name="names">The declared names, of which the reader tells what is wrong.</param>
    /// <param name="seen">One bit per declared name, set when it was met.</param>
    /// <returns><paramref name="index"/>; -1 for an undeclared member; -2 when the member stands twice, which is a rejection.</returns>
    int Member(int index, ReadOnlySpan<string> names, scoped Span<ulong> seen);

    /// <summary>Keeps the value of the current, undeclared member. A second one of the same name is a rejection.</summary>
    /// <param name="members">Where it is kept; made when needed.</param>
    void Unknown(scoped ref UnknownMembers? members);

    /// <summary>Refuses the current, undeclared member (<c>additionalProperties: false</c>).</summary>
    void RefuseUnknown();

    /// <summary>Checks, after the last member, that every required one was there.</summary>
    /// <param name="seen">The bits that <see cref="Member"/> set.</param>
    /// <param name="required">One bit per required name.</param>
    /// <param name="names">The declared names.</param>
    /// <returns><see langword="false"/> when one is missing, and after a failure.</returns>
    bool Complete(scoped ReadOnlySpan<ulong> seen, scoped ReadOnlySpan<ulong> required, scoped ReadOnlySpan<string> names);

    /// <summary>Enters the current value, which must be an array.</summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartArray();

    /// <summary>Enters the current value, which must be an array, or an empty object, with which some languages write an empty array.</summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartCoercedArray();

    /// <summary>Goes onto the next item of the array entered last.</summary>
    /// <returns><see langword="false"/> at the array's end and after a failure.</returns>
    bool NextItem();

    /// <summary>Enters the current value, which must be an object whose member names are data.</summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartMap();

    /// <summary>The same, or an empty array, with which some languages write an empty object.</summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartCoercedMap();

    /// <summary>Goes onto the value of the next entry of the map entered last. Names that repeat are a rejection.</summary>
    /// <param name="key">The entry's name; empty when there is none.</param>
    /// <returns><see langword="false"/> at the map's end and after a failure.</returns>
    bool NextEntry(out string key);

    /// <summary>Takes the current value when it is null.</summary>
    /// <param name="emptyIsNull">Whether an empty form field counts as null; JSON ignores it.</param>
    /// <returns>Whether the value was null.</returns>
    bool ReadNull(bool emptyIsNull);

    /// <summary>
    /// Takes the current value when it is null, or a text that stands for null: the empty one, and of a date one whose digits
    /// are all zero, such as <c>0000-00-00 00:00:00</c>. Every transport counts these alike.
    /// </summary>
    /// <param name="isDate">Whether the value is a date, with or without a time.</param>
    /// <returns>Whether the value was null.</returns>
    bool ReadCoercedNull(bool isDate);

    /// <summary>Says where the reader is, so that <see cref="Unfit(PayloadMark)"/> can come back to an object or array.</summary>
    /// <returns>The place.</returns>
    PayloadMark Mark();

    /// <summary>
    /// Takes null for the current value, a scalar, when all that is wrong is that its form is not that of its type. The value is kept
    /// for the receipt. For members of payloads that are signed as received, which nothing else uses.
    /// </summary>
    /// <returns>Whether the reader goes on; <see langword="false"/> when something else is wrong.</returns>
    bool Unfit();

    /// <summary>The same for an object or array, of which some may be read already.</summary>
    /// <param name="mark">Where it begins.</param>
    /// <returns>Whether the reader goes on; <see langword="false"/> when something else is wrong.</returns>
    bool Unfit(PayloadMark mark);

    /// <summary>Says that a value of another form than its type's is refused whatever stands around it: it has a constant, or one of a closed list.</summary>
    void Insist();

    /// <summary>Demands that the current value, which is kept as data, is of one of several types.</summary>
    /// <param name="types">The types.</param>
    void Form(JsonTypes types);

    /// <summary>Says that something else uses the current value, so that its text is taken exactly or refused: half of a surrogate pair has no text.</summary>
    void Exact();

    /// <summary>Reads a text.</summary>
    /// <returns>The text; empty after a failure.</returns>
    string Text();

    /// <summary>Reads a text of which it is known what it will mostly be.</summary>
    /// <param name="listed">The texts that are known; one of them is given as it stands here and not made again.</param>
    /// <returns>The text; empty after a failure.</returns>
    string Text(scoped ReadOnlySpan<string> listed);

    /// <summary>Reads a text, or a number, true or false as it is written.</summary>
    /// <returns>The text; empty after a failure.</returns>
    string TextOrNumber();

    /// <summary>Reads true or false.</summary>
    /// <param name="coerce">Whether the texts <c>true</c>, <c>false</c>, <c>1</c> and <c>0</c> are taken too, always in a form, and the numbers 1 and 0.</param>
    /// <returns>The value.</returns>
    bool Boolean(bool coerce);

    /// <summary>Reads a number without a fraction (<c>1.0</c> and <c>1e2</c> have none) in the range of 64 bits.</summary>
    /// <param name="coerce">Whether a text of the form <c>-?(0|[1-9]\d*)</c> is taken too; always in a form.</param>
    /// <returns>The number.</returns>
    long Integer(bool coerce);

    /// <summary>Reads a number exactly; one that <see cref="decimal"/> cannot hold exactly is a rejection.</summary>
    /// <param name="coerce">Whether a text of a JSON number's form (RFC 8259, section 6) is taken too; always in a form.</param>
    /// <returns>The number, with the scale it is written with.</returns>
    decimal Number(bool coerce);

    /// <summary>Reads an exact decimal written as a text: <c>-?(0|[1-9]\d*)(\.\d+)?</c>.</summary>
    /// <param name="coerce">Whether a JSON number is taken too.</param>
    /// <returns>The number, with the scale it is written with.</returns>
    decimal DecimalText(bool coerce);

    /// <summary>Reads a date-time with an offset (RFC 3339, section 5.6). Digits beyond 100 ns are cut off.</summary>
    /// <returns>The time.</returns>
    DateTimeOffset DateTimeText();

    /// <summary>Reads a local date and time in a custom format.</summary>
    /// <param name="format">A .NET custom format, read in the invariant culture without tolerance for white space.</param>
    /// <param name="offset">The offset from UTC of the place whose time it is.</param>
    /// <returns>The time.</returns>
    DateTimeOffset DateText(string format, TimeSpan offset);

    /// <summary>Reads a local date and time in a custom format, of a zone whose offset changes.</summary>
    /// <param name="format">A .NET custom format, read in the invariant culture without tolerance for white space.</param>
    /// <param name="zone">The zone; one whose rules the system does not have refuses the payload for what the system lacks.</param>
    /// <returns>The time, with the offset that the zone had.</returns>
    DateTimeOffset DateText(string format, LocalZone zone);

    /// <summary>Reads a date, <c>2024-02-29</c> (RFC 3339, <c>full-date</c>).</summary>
    /// <returns>The date.</returns>
    DateOnly Date();

    /// <summary>Reads a time of day, <c>23:59:59.5</c> (RFC 3339, <c>partial-time</c>).</summary>
    /// <returns>The time of day.</returns>
    TimeOnly Time();

    /// <summary>Reads a UUID in hexadecimal with hyphens (RFC 9562, section 4).</summary>
    /// <returns>The UUID.</returns>
    Guid Uuid();

    /// <summary>Keeps any value as data; a form field becomes a JSON string.</summary>
    /// <returns>The value.</returns>
    JsonElement Any();

    /// <summary>
    /// Looks, without taking it, for the text among the members of the current value that says which event it is. A value that
    /// is no object, and a member that is missing, no text or there twice, are rejections.
    /// </summary>
    /// <param name="name">The member's name in UTF-8.</param>
    /// <param name="text">The member's text; empty when there is none.</param>
    /// <returns>Whether it is there.</returns>
    bool PeekText(scoped ReadOnlySpan<byte> name, out string text);

    /// <summary>Refuses the value at the current place.</summary>
    /// <param name="detail">What is wrong, in words that hold nothing of the request.</param>
    void Refuse(string detail);

    /// <summary>Checks a text's length.</summary>
    /// <param name="value">The text.</param>
    /// <param name="min">The least length, in Unicode code points.</param>
    /// <param name="max">The greatest length, in Unicode code points.</param>
    void Length(string value, int min, int max);

    /// <summary>Checks a number's range.</summary>
    /// <param name="value">The number.</param>
    /// <param name="min">The lower bound; <see cref="decimal.MinValue"/> for none.</param>
    /// <param name="max">The upper bound; <see cref="decimal.MaxValue"/> for none.</param>
    /// <param name="exclusiveMin">Whether the lower bound itself is refused.</param>
    /// <param name="exclusiveMax">Whether the upper bound itself is refused.</param>
    void Range(decimal value, decimal min, decimal max, bool exclusiveMin, bool exclusiveMax);

    /// <summary>Checks that a number is a whole multiple of another.</summary>
    /// <param name="value">The number.</param>
    /// <param name="divisor">The other, above zero.</param>
    void MultipleOf(decimal value, decimal divisor);

    /// <summary>Checks a text against a regular expression; one that takes too long is a rejection.</summary>
    /// <param name="value">The text.</param>
    /// <param name="pattern">The expression, with a time-out.</param>
    void Pattern(string value, Regex pattern);

    /// <summary>Checks how many items an array has.</summary>
    /// <param name="count">How many.</param>
    /// <param name="min">The least number.</param>
    /// <param name="max">The greatest number.</param>
    void Items(int count, int min, int max);

    /// <summary>Checks a text against the only one that is allowed, ordinally.</summary>
    /// <param name="value">The text.</param>
    /// <param name="expected">The only one allowed.</param>
    void Const(string value, string expected);

    /// <summary>Checks the current value, without taking it, against a schema that typed reading cannot express.</summary>
    /// <param name="test">The schema.</param>
    /// <param name="seenAs">What the schema sees of a value in another notation.</param>
    void Check(SchemaTest test, CheckedAs seenAs = CheckedAs.Written);

    /// <summary>Checks the current value, an object, without taking it, against a schema that typed reading cannot express.</summary>
    /// <param name="test">The schema.</param>
    /// <param name="names">The declared names.</param>
    /// <param name="seenAs">For each name, what the schema sees of a value in another notation.</param>
    /// <param name="self">What the schema sees of the value itself in another notation.</param>
    void Check(
        SchemaTest test,
        scoped ReadOnlySpan<string> names,
        scoped ReadOnlySpan<CheckedAs> seenAs,
        CheckedAs self = CheckedAs.Written
    );
}
