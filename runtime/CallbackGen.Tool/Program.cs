using System.Runtime.InteropServices;
using CallbackGen.Tool;
using CallbackGen.Tool.Commands;

using var ended = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
return await ToolProgram.RunAsync(args, ToolHost.OfProcess(), ended.Token);

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ended.Cancel();
}
