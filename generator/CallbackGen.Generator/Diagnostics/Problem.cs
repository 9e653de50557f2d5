using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>Something wrong at a place in a schema file.</summary>
internal sealed record Problem(DiagnosticDescriptor Rule, TextSpan Span, EquatableArray<string> Arguments)
{
    /// <summary>
    /// Whether it leaves a type out or changes its rung, so that handlers may not compile. The compiler drops what analyzers say where
    /// declarations do not compile, so that the generator reports it.
    /// </summary>
    public bool IsDecisive { get; init; }

    /// <summary>How severe it is here.</summary>
    public DiagnosticSeverity Severity { get; init; } = Rule.DefaultSeverity;
}

/// <summary>The problems found so far in one file.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    public bool HasErrors { get; private set; }

    /// <summary>Where algorithms stand that only the token library verifies: whether the project has it, the file cannot tell.</summary>
    public List<(TextSpan Place, TokenLibrary Library)> TokenLibraryPlaces { get; } = [];

    /// <summary>Where schemes and codes with keys stand: whether another file uses the same ones, this file cannot tell.</summary>
    public KeyPlaces KeyPlaces { get; } = new();

    /// <summary>Where filters stand that hash a value of the request by a weak digest, since the scheme began.</summary>
    public List<(TextSpan Place, string Filter)> WeakFilters { get; } = [];

    public void Add(DiagnosticDescriptor rule, TextSpan span, params string[] arguments) =>
        Add(new Problem(rule, span, arguments.ToEquatableArray()));

    public void Add(Problem problem)
    {
        _problems.Add(problem);
        HasErrors |= problem.Severity == DiagnosticSeverity.Error;
    }
}
