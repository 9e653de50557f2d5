using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CallbackGen.Reading;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>A project that was generated, compiled without any warning, and loaded.</summary>
internal sealed class CompiledProject : IDisposable
{
    private readonly AssemblyLoadContext _context = new(null, isCollectible: true);
    private readonly Assembly _assembly;

    private CompiledProject(GeneratorRun run)
    {
        Run = run;
        using var stream = new MemoryStream();
        var result = run.Compilation.Emit(stream);
        Assert.True(result.Success, Explain(run, result.Diagnostics));
        stream.Position = 0;
        _assembly = _context.LoadFromStream(stream);
    }

    public GeneratorRun Run { get; }

    /// <summary>Gets the feeds that the generated registry lists; empty without a registry, because no schema declared a feed.</summary>
    public IReadOnlyList<CallbackFeed> Feeds =>
        (IReadOnlyList<CallbackFeed>?)_assembly.GetType("Shop.CallbackFeeds")?.GetProperty("All")!.GetValue(null) ?? [];

    /// <summary>Gets the only feed.</summary>
    public CallbackFeed Feed => Assert.Single(Feeds);

    public static CompiledProject Of(TestState state) => new(GeneratorRun.Of(state));

    /// <summary>Returns a project with one schema file and additional C# sources.</summary>
    public static CompiledProject Of(string schema, params string[] sources) => Of(TestState.Of(schema).With(sources));

    public void Dispose() => _context.Unload();

    /// <summary>Returns a type in the project's namespace.</summary>
    public Type Type(string name) => _assembly.GetType("Shop." + name, throwOnError: true)!;

    /// <summary>Calls a static method of the C# sources that were compiled with the schema.</summary>
    public T Call<T>(string type, string method, params object?[] arguments) =>
        (T)Type(type).GetMethod(method, BindingFlags.Public | BindingFlags.Static)!.Invoke(null, arguments)!;

    public Outcome ReadJson(string json) => ReadJson(Feed, Encoding.UTF8.GetBytes(json));

    public static Outcome ReadJson(CallbackFeed feed, byte[] json) => Invoke(nameof(ReadJsonAs), feed.PayloadType, json);

    public Outcome ReadForm(string form) => Invoke(nameof(ReadFormAs), Feed.PayloadType, Encoding.UTF8.GetBytes(form));

    /// <summary>Returns the generated context's metadata of the payload.</summary>
    public JsonTypeInfo JsonInfo(CallbackFeed feed)
    {
        var context = (JsonSerializerContext)Type(feed.PayloadType.Name + "JsonContext").GetProperty("Default")!.GetValue(null)!;
        return context.GetTypeInfo(feed.PayloadType)!;
    }

    public string WriteJson(object payload) => JsonSerializer.Serialize(payload, JsonInfo(Feed));

    public object? FromJson(string json) => JsonSerializer.Deserialize(json, JsonInfo(Feed));

    private static Outcome Invoke(string method, Type payload, byte[] bytes) =>
        (Outcome)
            typeof(CompiledProject)
                .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(payload)
                .Invoke(null, [bytes])!;

    private static Outcome ReadJsonAs<T>(byte[] json)
        where T : class, ICallbackPayload<T> => Outcome.Of(CallbackPayload.ReadJson<T>(json));

    private static Outcome ReadFormAs<T>(byte[] form)
        where T : class, ICallbackPayload<T> => Outcome.Of(CallbackPayload.ReadForm<T>(form));

    private static string Explain(GeneratorRun run, IEnumerable<Diagnostic> diagnostics)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5))
        {
            text.AppendLine(diagnostic.ToString());
            if (diagnostic.Location.SourceTree is { } tree)
                text.Append("    ").AppendLine(tree.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString());
        }

        return text.Append(string.Join(", ", run.HintNames)).ToString();
    }
}
