using BenchmarkDotNet.Attributes;
using CallbackGen.Benchmarks.Generators;

namespace CallbackGen.Benchmarks.Study;

/// <summary>The generator's first run, by the number of schema files.</summary>
[MemoryDiagnoser]
public class GeneratorStudy
{
    private SchemaProject _project = null!;

    [Params(1, 10, 100)]
    public int Schemas { get; set; }

    [GlobalSetup]
    public void Setup() => _project = new(Schemas);

    [Benchmark]
    public object Cold() => _project.RunCold();
}
