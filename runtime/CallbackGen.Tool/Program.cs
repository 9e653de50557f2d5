using CallbackGen.Tool;
using CallbackGen.Tool.Commands;

return await ToolProgram.RunAsync(args, ToolHost.OfProcess(), CancellationToken.None);
