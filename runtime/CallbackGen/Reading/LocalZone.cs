using System.Collections.Concurrent;
using System.ComponentModel;

namespace CallbackGen.Reading;

/// <summary>
/// A zone of the IANA Time Zone Database (RFC 6557), by whose rules local times are interpreted (RFC 5545, section 3.3.5). For generated
/// code.
/// </summary>
/// <remarks>
/// A local time that occurs twice, when clocks are set back, means its first occurrence. A local time that does not occur, when clocks are
/// set forward, has the offset from before the change. So each local time has a moment, and always the same one.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LocalZone
{
    private static readonly ConcurrentDictionary<string, LocalZone> Known = new(StringComparer.Ordinal);

    private readonly TimeZoneInfo? _rules;

    private LocalZone(string name)
    {
        Name = name;
        _rules = TimeZoneInfo.TryFindSystemTimeZoneById(name, out var rules) ? rules : null;
    }

    /// <summary>The zone's name.</summary>
    public string Name { get; }

    /// <summary>Whether this system has the zone's rules. The system provides them, on many systems in a package of its own.</summary>
    public bool IsKnown => _rules is not null;

    /// <summary>Returns the zone with a name.</summary>
    /// <param name="name">The name, such as <c>Europe/Warsaw</c>.</param>
    /// <returns>The zone; this system may not have its rules.</returns>
    public static LocalZone Of(string name) => Known.GetOrAdd(name, static wanted => new(wanted));

    /// <summary>Converts a local time to a moment, with the zone's offset.</summary>
    internal bool TryGetTime(DateTime local, out DateTimeOffset time)
    {
        time = default;
        return _rules is not null && Rfc3339.TryCombine(local, OffsetOf(local, _rules), out time);
    }

    /// <summary>Converts a moment to the local time from which <see cref="TryGetTime"/> returns it.</summary>
    internal DateTime ToLocal(DateTimeOffset time) =>
        _rules is null || (TryGetTime(time.DateTime, out var read) && read.EqualsExact(time))
            ? time.DateTime
            : TimeZoneInfo.ConvertTime(time, _rules).DateTime;

    private static TimeSpan OffsetOf(DateTime local, TimeZoneInfo rules)
    {
        if (rules.IsAmbiguousTime(local))
            return rules.GetAmbiguousTimeOffsets(local).Max();
        // No zone has skipped more than a day, and none has changed its offset twice within two days.
        return rules.GetUtcOffset(rules.IsInvalidTime(local) && local.Ticks > TimeSpan.TicksPerDay ? local.AddDays(-1) : local);
    }
}
