using CallbackGen.Receiver;
using CallbackGen.Receiver.Demo;

return args switch
{
    ["demo", ..] => await DemoCommand.RunAsync(Console.Out),
    ["feeds", .. var settings] => await FeedsCommand.RunAsync(settings, Console.Out, Console.Error),
    _ => await ServeCommand.RunAsync(args, Console.Out, Console.Error),
};
