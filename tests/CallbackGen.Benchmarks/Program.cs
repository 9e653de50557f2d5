using System.Globalization;
using BenchmarkDotNet.Running;
using CallbackGen.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return args switch
{
    ["ratios"] => Ratios.Run(),
    ["ratios", var part] => Ratios.Run(part),
    ["build"] => BuildRatio.Run(),
    _ => Study(args),
};

static int Study(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Ratios).Assembly).Run(args);
    return 0;
}
