using System.Collections.Concurrent;

namespace CallbackGen.Reading;

/// <summary>
/// A zone of the IANA Time Zone Database (RFC 6557), by whose rules a local time is read as RFC 5545, section 3.3.5, says: one that
/// occurs twice, when clocks are put back, is the first occurrence; one that does not occur, when they are put forward, has the
/// offset from before. So each local time is read, and always as the same moment. For generated code.
/// </summary>
public sealed class LocalZone
{
    private static readonly ConcurrentDictionary<string, LocalZone> Known = new(StringComparer.Ordinal);

    private readonly TimeZoneInfo? _rules;

    private LocalZone(string name)
    {
        Name = name;
        _rules = TimeZoneInfo.TryFindSystemTimeZoneById(name, out var rules) ? rules : null;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Whether this system has the zone's rules: they come with the system, on many as a package of its own.</summary>
    public bool IsKnown => _rules is not null;

    /// <summary>The zone of a name.</summary>
    /// <param name="name">The name, such as <c>Europe/Warsaw</c>.</param>
    /// <returns>The zone, of which this system may have no rules.</returns>
    public static LocalZone Of(string name) => Known.GetOrAdd(name, static wanted => new(wanted));

    /// <summary>The moment of a local time, with the offset by which it is read.</summary>
    internal bool TryGetTime(DateTime local, out DateTimeOffset time)
    {
        time = default;
        return _rules is not null && Rfc3339.TryCombine(local, OffsetOf(local, _rules), out time);
    }

    /// <summary>The local time of a moment, as <see cref="TryGetTime"/> reads it.</summary>
    internal DateTime ToLocal(DateTimeOffset time) =>
        _rules is null || (TryGetTime(time.DateTime, out var read) && read.EqualsExact(time))
            ? time.DateTime
            : TimeZoneInfo.ConvertTime(time, _rules).DateTime;

    private static TimeSpan OffsetOf(DateTime local, TimeZoneInfo rules)
    {
        if (rules.IsAmbiguousTime(local))
            return rules.GetAmbiguousTimeOffsets(local).Max();
        // No zone has left out more than a day, and none has changed twice within two.
        return rules.GetUtcOffset(rules.IsInvalidTime(local) && local.Ticks > TimeSpan.TicksPerDay ? local.AddDays(-1) : local);
    }
}
