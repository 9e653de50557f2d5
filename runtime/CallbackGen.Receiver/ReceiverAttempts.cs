using CallbackGen.Inbox;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver;

/// <summary>
/// When a callback that the shop has not accepted is sent again, configured below <c>Inbox</c>. The defaults are those of every
/// inbox.
/// </summary>
/// <param name="Most">The number of attempts before the callback waits for a person: <c>Inbox:Attempts</c>.</param>
/// <param name="FirstRetry">The delay before the second attempt; it doubles for each later one: <c>Inbox:FirstRetry</c>.</param>
/// <param name="LongestRetry">The longest delay before an attempt: <c>Inbox:LongestRetry</c>.</param>
/// <param name="Lease">The time after which an attempt that was interrupted by a crash is repeated: <c>Inbox:Lease</c>.</param>
internal sealed record ReceiverAttempts(int Most, TimeSpan FirstRetry, TimeSpan LongestRetry, TimeSpan Lease)
{
    private const string Section = "Inbox";

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The names of the settings.</summary>
    public static IReadOnlyList<string> Settings { get; } = ["Attempts", nameof(FirstRetry), nameof(LongestRetry), nameof(Lease)];

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <exception cref="OptionsValidationException">They cannot be used. The failure says why, and what to do.</exception>
    public static ReceiverAttempts Read(IConfiguration configuration)
    {
        var inbox = new CallbackInboxOptions();
        var attempts = new ReceiverAttempts(
            ReceiverSettings.ReadCount(configuration, $"{Section}:Attempts", (1, 1000), inbox.Attempts) ?? inbox.Attempts,
            ReadTime(configuration, nameof(FirstRetry), TimeSpan.FromDays(1), inbox.FirstRetry),
            ReadTime(configuration, nameof(LongestRetry), TimeSpan.FromDays(7), inbox.LongestRetry),
            ReadTime(configuration, nameof(Lease), TimeSpan.FromHours(1), inbox.Lease)
        );
        return attempts.FirstRetry <= attempts.LongestRetry
            ? attempts
            : throw ReceiverSettings.Fail(
                $"{Section}:{nameof(FirstRetry)} ({attempts.FirstRetry:c}) is longer than {Section}:{nameof(LongestRetry)} "
                    + $"({attempts.LongestRetry:c}). Make it as long at the most."
            );
    }

    /// <summary>Applies the settings to the inbox.</summary>
    /// <param name="options">The inbox's options.</param>
    public void Apply(CallbackInboxOptions options) =>
        (options.Attempts, options.FirstRetry, options.LongestRetry, options.Lease) = (Most, FirstRetry, LongestRetry, Lease);

    private static TimeSpan ReadTime(IConfiguration configuration, string name, TimeSpan longest, TimeSpan otherwise) =>
        ReceiverSettings.ReadTime(configuration.GetSection($"{Section}:{name}"), (Shortest, longest), otherwise, out var time)
            is { } failure
            ? throw ReceiverSettings.Fail(failure)
            : time;
}
