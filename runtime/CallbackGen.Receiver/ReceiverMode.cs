using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver;

/// <summary>The treatment of verified callbacks.</summary>
internal enum ReceiverMode
{
    /// <summary>They are stored and forwarded to the shop.</summary>
    Store,

    /// <summary>They are printed and dropped, while their provider takes them for handled.</summary>
    Inspect,
}

/// <summary>Reads the setting <c>Mode</c>.</summary>
internal static class ReceiverModes
{
    private const string Setting = "Mode";

    /// <exception cref="OptionsValidationException">The value is neither mode.</exception>
    public static ReceiverMode Read(IConfiguration configuration) =>
        configuration[Setting] switch
        {
            null or "" => ReceiverMode.Store,
            var text => ReceiverSettings.WordOf<ReceiverMode>(text)
                ?? throw ReceiverSettings.Fail(
                    $"{Setting} is neither Store nor Inspect. Store keeps callbacks and forwards them; Inspect shows them and drops them."
                ),
        };
}
