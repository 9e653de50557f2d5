using CallbackGen.AspNetCore;

namespace CallbackGen.Receiver;

/// <summary>Serves the feeds until it is stopped.</summary>
internal static class ServeCommand
{
    /// <returns>The exit code: 0, or 1 when the start failed; why is a line for each reason.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken stop = default)
    {
        WebApplication? app = null;
        try
        {
            app = ReceiverHost.Build(args, output);
            await app.StartAsync(stop);
            app.Services.GetRequiredService<StartState>().IsOver = true;
            FeedList.WriteStart(output, app.Urls.First(), app.Services.GetRequiredService<CallbackKeyRing>());
            await app.WaitForShutdownAsync(stop);
            return 0;
        }
#pragma warning disable CA1031 // Whatever it is, whoever starts a program is told in words.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            foreach (var line in StartFailure.Describe(failure, app is null ? [] : ReceiverHost.AddressesOf(app)))
                await error.WriteLineAsync(line);
            return 1;
        }
        finally
        {
            if (app is not null)
                await app.DisposeAsync();
        }
    }
}
