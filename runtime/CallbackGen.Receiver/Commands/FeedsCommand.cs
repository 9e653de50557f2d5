using CallbackGen.AspNetCore;

namespace CallbackGen.Receiver;

/// <summary>Prints every feed, its address and the missing keys, without serving any feed.</summary>
internal static class FeedsCommand
{
    /// <returns>The exit code: 0, or 1 when the configuration is invalid; each reason is printed on its own line.</returns>
    public static Task<int> RunAsync(string[] settings, TextWriter output, TextWriter error) =>
        Program.RunAsync(
            settings,
            error,
            app =>
            {
                var address = ReceiverHost.AddressesOf(app.Configuration).FirstOrDefault(ReceiverHost.DefaultUrl);
                FeedList.Write(
                    output,
                    ReceiverHost.PublicUrlOf(app) ?? address,
                    app.Services.GetRequiredService<CallbackKeyRing>(),
                    app.Services.GetRequiredService<ReceiverSetup>()
                );
                return Task.FromResult(0);
            }
        );
}
