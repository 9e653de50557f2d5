using CallbackGen.Receiver;
using CallbackGen.Receiver.Demo;

return args is ["demo", ..]
    ? await DemoCommand.RunAsync(Console.Out)
    : await ServeCommand.RunAsync(args, Console.Out, Console.Error);
