using System.ComponentModel;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

/// <summary>
/// Reads one payload by strict rules, member by member, from JSON or from the fields of a form or query. Generated code calls it.
/// </summary>
/// <remarks>
/// It never throws for any content of a request. The first problem is recorded as a rejection, and every later call does nothing and
/// returns a default value, so that the caller checks <see cref="Failed"/> once, at the end. The interface has a method for each kind of
/// value that a schema can declare.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IPayloadReader
{
    /// <summary>Whether a rejection is recorded.</summary>
    bool Failed { get; }

    /// <summary>
    /// The text by which the request names the event of the payload; null when it names none, or when a member of the payload does.
    /// </summary>
    string? Event { get; }

    /// <summary>Enters the current value, which must be an object.</summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartObject();

    /// <summary>
    /// Enters the current value, which must be an object or an empty array, which some languages write for an empty object.
    /// </summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartCoercedObject();

    /// <summary>Moves to the next member of the innermost open object, and to its value.</summary>
    /// <returns><see langword="false"/> at the object's end and after a failure.</returns>
    bool NextMember();

    /// <summary>The current member's name in UTF-8, unescaped.</summary>
    ReadOnlySpan<byte> Name { get; }

    /// <summary>Records that the current member is a declared one.</summary>
    /// <param name="index">The member's index in <paramref name="names"/>, or a negative number when it is not declared.</param>
    /// <param name="names">The declared names, which rejections may contain.</param>
    /// <param name="seen">A bit for each declared name, which is set when the member occurs.</param>
    /// <returns><paramref name="index"/>; -1 for an undeclared member; -2 when the member appears twice, which is a rejection.</returns>
    int Member(int index, ReadOnlySpan<string> names, scoped Span<ulong> seen);

    /// <summary>Stores the value of the current, undeclared member. A second member of the same name is a rejection.</summary>
    /// <param name="members">The collection that it is added to; created when needed.</param>
    void Unknown(scoped ref UnknownMembers? members);

    /// <summary>Rejects the current, undeclared member (<c>additionalProperties: false</c>).</summary>
    void RefuseUnknown();

    /// <summary>Checks, after the last member, that every required member was present.</summary>
    /// <param name="seen">The bits that <see cref="Member"/> set.</param>
    /// <param name="required">A bit for each required name.</param>
    /// <param name="names">The declared names.</param>
    /// <returns><see langword="false"/> when one is missing, and after a failure.</returns>
    bool Complete(scoped ReadOnlySpan<ulong> seen, scoped ReadOnlySpan<ulong> required, scoped ReadOnlySpan<string> names);

    /// <summary>Enters the current value, which must be an array.</summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartArray();

    /// <summary>
    /// Enters the current value, which must be an array or an empty object, which some languages write for an empty array.
    /// </summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartCoercedArray();

    /// <summary>Moves to the next item of the innermost open array.</summary>
    /// <returns><see langword="false"/> at the array's end and after a failure.</returns>
    bool NextItem();

    /// <summary>Enters the current value, which must be an object whose member names are data.</summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartMap();

    /// <summary>
    /// Enters the current value, which must be an object whose member names are data, or an empty array, which some languages write for an
    /// empty object.
    /// </summary>
    /// <returns><see langword="false"/> after a failure.</returns>
    bool StartCoercedMap();

    /// <summary>Moves to the value of the next entry of the innermost open map. A name that repeats is a rejection.</summary>
    /// <param name="key">The entry's name; empty when there is none.</param>
    /// <returns><see langword="false"/> at the map's end and after a failure.</returns>
    bool NextEntry(out string key);

    /// <summary>Reads the current value if it is null.</summary>
    /// <param name="emptyIsNull">Whether an empty form field counts as null; ignored for JSON.</param>
    /// <returns>Whether the value was null.</returns>
    bool ReadNull(bool emptyIsNull);

    /// <summary>
    /// Reads the current value if it is null or a text that represents null: the empty text or, for a date, a text whose digits are all
    /// zero, such as <c>0000-00-00 00:00:00</c>. This applies to every transport.
    /// </summary>
    /// <param name="isDate">Whether the value is a date, with or without a time.</param>
    /// <returns>Whether the value was null.</returns>
    bool ReadCoercedNull(bool isDate);

    /// <summary>Returns the reader's position, so that <see cref="Unfit(PayloadMark)"/> can return to an object or array.</summary>
    /// <returns>The position.</returns>
    PayloadMark Mark();

    /// <summary>
    /// Reads the current scalar as null when the only problem is that it does not have the form of its type. The value is stored for the
    /// receipt.
    /// </summary>
    /// <remarks>For members of payloads that are signed as received, when only the handler uses the member.</remarks>
    /// <returns>Whether the reader can continue; <see langword="false"/> when there is another problem.</returns>
    bool Unfit();

    /// <summary>Does the same for an object or array, a part of which may be read already.</summary>
    /// <param name="mark">The position at which it begins.</param>
    /// <returns>Whether the reader can continue; <see langword="false"/> when there is another problem.</returns>
    bool Unfit(PayloadMark mark);

    /// <summary>
    /// States that a value with another form than its type's must be rejected and not read as null, because it has a constant or one of a
    /// closed list of values.
    /// </summary>
    void Insist();

    /// <summary>Checks that the current value, which is read as data, is of one of several types.</summary>
    /// <param name="types">The types.</param>
    void Form(JsonTypes types);

    /// <summary>
    /// States that the current value is also used outside the payload, so that its text must be exact: an unpaired surrogate, which has no
    /// text, is rejected.
    /// </summary>
    void Exact();

    /// <summary>Reads a text.</summary>
    /// <returns>The text; empty after a failure.</returns>
    string Text();

    /// <summary>Reads a text that is probably one of several known texts.</summary>
    /// <param name="listed">
    /// The known texts. When the value is one of them, that string is returned instead of a new one, which would take 40 bytes.
    /// </param>
    /// <returns>The text; empty after a failure.</returns>
    string Text(scoped ReadOnlySpan<string> listed);

    /// <summary>Reads a text, or a number, true or false as written.</summary>
    /// <returns>The text; empty after a failure.</returns>
    string TextOrNumber();

    /// <summary>Reads true or false.</summary>
    /// <param name="coerce">
    /// Whether the texts <c>true</c>, <c>false</c>, <c>1</c> and <c>0</c> are accepted too, which they always are in a form, and the
    /// numbers 1 and 0.
    /// </param>
    /// <returns>The value.</returns>
    bool Boolean(bool coerce);

    /// <summary>Reads a number without a fraction (<c>1.0</c> and <c>1e2</c> have none) in the range of 64 bits.</summary>
    /// <param name="coerce">Whether a text of the form <c>-?(0|[1-9]\d*)</c> is accepted too; in a form it always is.</param>
    /// <returns>The number.</returns>
    long Integer(bool coerce);

    /// <summary>Reads a number exactly; a number that <see cref="decimal"/> cannot represent exactly is a rejection.</summary>
    /// <param name="coerce">
    /// Whether a text with the form of a JSON number (RFC 8259, section 6) is accepted too; in a form it always is.
    /// </param>
    /// <returns>The number, with its scale as written.</returns>
    decimal Number(bool coerce);

    /// <summary>Reads an exact decimal written as text: <c>-?(0|[1-9]\d*)(\.\d+)?</c>.</summary>
    /// <param name="coerce">Whether a JSON number is accepted too.</param>
    /// <returns>The number, with its scale as written.</returns>
    decimal DecimalText(bool coerce);

    /// <summary>Reads a date-time with an offset (RFC 3339, section 5.6). Digits beyond 100 ns are truncated.</summary>
    /// <returns>The time.</returns>
    DateTimeOffset DateTimeText();

    /// <summary>Reads a local date and time in a custom format.</summary>
    /// <param name="format">A .NET custom format, in the invariant culture; additional white space is rejected.</param>
    /// <param name="offset">The offset from UTC of the local time.</param>
    /// <returns>The time.</returns>
    DateTimeOffset DateText(string format, TimeSpan offset);

    /// <summary>Reads a local date and time in a custom format, of a zone whose offset changes.</summary>
    /// <param name="format">A .NET custom format, in the invariant culture; additional white space is rejected.</param>
    /// <param name="zone">The zone. When the system does not have its rules, the rejection states that the system lacks them.</param>
    /// <returns>The time, with the zone's offset at that time.</returns>
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

    /// <summary>Reads any value as data; a form field becomes a JSON string.</summary>
    /// <returns>The value.</returns>
    JsonElement Any();

    /// <summary>
    /// Peeks at the text of a member of the current object that identifies the event, without reading the object. It is a rejection when
    /// the current value is not an object, and when the member is missing, not a text or repeated.
    /// </summary>
    /// <param name="name">The member's name in UTF-8.</param>
    /// <param name="text">The member's text; empty when there is none.</param>
    /// <returns>Whether the text was found.</returns>
    bool PeekText(scoped ReadOnlySpan<byte> name, out string text);

    /// <summary>Rejects the current value.</summary>
    /// <param name="detail">A description of the problem that contains no text of the request.</param>
    void Refuse(string detail);

    /// <summary>Checks a text's length.</summary>
    /// <param name="value">The text.</param>
    /// <param name="min">The minimum length, in Unicode code points.</param>
    /// <param name="max">The maximum length, in Unicode code points.</param>
    void Length(string value, int min, int max);

    /// <summary>Checks a number's range.</summary>
    /// <param name="value">The number.</param>
    /// <param name="min">The lower bound; <see cref="decimal.MinValue"/> for none.</param>
    /// <param name="max">The upper bound; <see cref="decimal.MaxValue"/> for none.</param>
    /// <param name="exclusiveMin">Whether the lower bound itself is rejected.</param>
    /// <param name="exclusiveMax">Whether the upper bound itself is rejected.</param>
    void Range(decimal value, decimal min, decimal max, bool exclusiveMin, bool exclusiveMax);

    /// <summary>Checks that a number is an integer multiple of another.</summary>
    /// <param name="value">The number.</param>
    /// <param name="divisor">The other number, greater than zero.</param>
    void MultipleOf(decimal value, decimal divisor);

    /// <summary>Checks that a text matches a regular expression; a match that takes too long is a rejection.</summary>
    /// <param name="value">The text.</param>
    /// <param name="pattern">The expression, with a time-out.</param>
    void Pattern(string value, Regex pattern);

    /// <summary>Checks the number of items of an array.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="min">The minimum number.</param>
    /// <param name="max">The maximum number.</param>
    void Items(int count, int min, int max);

    /// <summary>Checks that a text equals a constant, ordinally.</summary>
    /// <param name="value">The text.</param>
    /// <param name="expected">The constant.</param>
    void Const(string value, string expected);

    /// <summary>Checks the current value, without reading it, against a schema that typed reading cannot express.</summary>
    /// <param name="test">The schema.</param>
    /// <param name="seenAs">How a value in another notation is presented to the schema.</param>
    void Check(SchemaTest test, CheckedAs seenAs = CheckedAs.Written);

    /// <summary>Checks the current object, without reading it, against a schema that typed reading cannot express.</summary>
    /// <param name="test">The schema.</param>
    /// <param name="names">The declared names.</param>
    /// <param name="seenAs">For each name, how a value in another notation is presented to the schema.</param>
    /// <param name="self">How the value itself is presented to the schema when it is in another notation.</param>
    void Check(
        SchemaTest test,
        scoped ReadOnlySpan<string> names,
        scoped ReadOnlySpan<CheckedAs> seenAs,
        CheckedAs self = CheckedAs.Written
    );
}
