using System.Globalization;
using BenchmarkDotNet.Running;
using CallbackGen.Benchmarks;
using CallbackGen.Benchmarks.Inbox;
using CallbackGen.Benchmarks.Lines;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return args switch
{
    ["ratios"] => Ratios.Run(),
    ["analyzers"] => AnalyzerLines.Run(),
    ["inbox"] or ["ratios", "inbox"] => InboxLines.Run(),
    ["inbox", var store] => InboxLines.Run(store),
    ["ratios", var part] => Ratios.Run(part),
    ["build"] => BuildRatio.Run(),
    ["tool"] => ToolTime.Run(),
    _ => Study(args),
};

static int Study(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Ratios).Assembly).Run(args);
    return 0;
}
