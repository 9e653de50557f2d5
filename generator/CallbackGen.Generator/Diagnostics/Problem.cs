using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>A problem at a span of a schema file.</summary>
internal sealed record Problem(DiagnosticDescriptor Rule, TextSpan Span, EquatableArray<string> Arguments)
{
    /// <summary>
    /// Whether the problem omits a type or changes its trust level, so that handlers may not compile. The generator reports such problems,
    /// because the compiler drops the analyzers' diagnostics where declarations do not compile.
    /// </summary>
    public bool IsDecisive { get; init; }

    /// <summary>The severity of this problem.</summary>
    public DiagnosticSeverity Severity { get; init; } = Rule.DefaultSeverity;
}

/// <summary>The problems found so far in one file.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    public bool HasErrors { get; private set; }

    /// <summary>
    /// The spans of algorithms that only the token library verifies. The file does not show whether the project references the library.
    /// </summary>
    public List<(TextSpan Place, TokenLibrary Library)> TokenLibraryPlaces { get; } = [];

    /// <summary>The spans of schemes and codes with keys. This file does not show whether another file uses the same keys.</summary>
    public KeyPlaces KeyPlaces { get; } = new();

    /// <summary>The spans of filters that hash a value of the request by a weak digest, since the scheme began.</summary>
    public List<(TextSpan Place, string Filter)> WeakFilters { get; } = [];

    public void Add(DiagnosticDescriptor rule, TextSpan span, params string[] arguments) =>
        Add(new Problem(rule, span, arguments.ToEquatableArray()));

    public void Add(Problem problem)
    {
        _problems.Add(problem);
        HasErrors |= problem.Severity == DiagnosticSeverity.Error;
    }
}
