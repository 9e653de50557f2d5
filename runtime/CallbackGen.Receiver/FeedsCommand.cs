using CallbackGen.AspNetCore;

namespace CallbackGen.Receiver;

/// <summary>Prints every feed, its address and the keys that are missing; serves nothing.</summary>
internal static class FeedsCommand
{
    /// <returns>The exit code: 0, or 1 when configuration cannot be read; why is a line for each reason.</returns>
    public static async Task<int> RunAsync(string[] settings, TextWriter output, TextWriter error)
    {
        try
        {
            await using var app = ReceiverHost.Build(settings, output);
            FeedList.Write(output, ReceiverHost.AddressesOf(app).FirstOrDefault(ReceiverHost.DefaultUrl), app.Services.GetRequiredService<CallbackKeyRing>());
            return 0;
        }
#pragma warning disable CA1031 // Whatever it is, whoever starts a program is told in words.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            foreach (var line in StartFailure.Describe(failure, []))
                await error.WriteLineAsync(line);
            return 1;
        }
    }
}
