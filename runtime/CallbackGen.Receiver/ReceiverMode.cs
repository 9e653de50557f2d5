using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver;

/// <summary>What is done with callbacks that were verified.</summary>
internal enum ReceiverMode
{
    /// <summary>They are stored, and go to the shop.</summary>
    Store,

    /// <summary>They are shown and dropped, which their provider takes for handled.</summary>
    Inspect,
}

/// <summary>Reads the setting <c>Mode</c>.</summary>
internal static class ReceiverModes
{
    private const string Setting = "Mode";

    /// <exception cref="OptionsValidationException">It is neither.</exception>
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
