using CallbackGen.AspNetCore;
using CallbackGen.Inbox;

namespace CallbackGen.Receiver;

/// <summary>Serves the feeds until the program is stopped.</summary>
internal static class ServeCommand
{
    /// <returns>The exit code: 0, or 1 when the start failed; each reason is printed on its own line.</returns>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken stop = default) =>
        Program.RunAsync(
            args,
            error,
            async app =>
            {
                CommandLine.Check(args);
                var setup = app.Services.GetRequiredService<ReceiverSetup>();
                using var own = setup.Inbox?.Lock();
                await app.StartAsync(stop);
                app.Services.GetRequiredService<StartState>().IsOver = true;
                FeedList.WriteStart(
                    output,
                    app.Urls.First(),
                    ReceiverHost.PublicUrlOf(app),
                    app.Services.GetRequiredService<CallbackKeyRing>(),
                    setup
                );
                if (app.Services.GetService<ICallbackStore>() is { } store)
                    await InboxCommands.WriteWaitingAsync(store, output, stop);
                await app.WaitForShutdownAsync(stop);
                return 0;
            }
        );
}
