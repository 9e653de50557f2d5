namespace CallbackGen.Generator.Emit;

/// <summary>Emits the list of an assembly's feeds, of which there is at least one.</summary>
internal static class RegistryEmitter
{
    public const string HintName = "CallbackFeeds.g.cs";

    public static string Emit(IEnumerable<string> typeNames, ProjectOptions project)
    {
        var feeds = string.Join(", ", typeNames.OrderBy(name => name, StringComparer.Ordinal).Select(name => $"{name}.Feed"));
        var writer = CodeWriter.File(project);
        writer.Lines([.. Literals.Summary("The callback feeds that this assembly was compiled with.")]);
        writer.Line(PayloadEmitter.GeneratedCode);
        writer.OpenType("static class CallbackFeeds");
        writer.Lines([.. Literals.Summary("Every feed, by name.")]);
        writer.Line(
            $"public static global::System.Collections.Generic.IReadOnlyList<global::CallbackGen.CallbackFeed> All {{ get; }} = [{feeds}];"
        );
        writer.Line();
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Line("internal static void Register() => global::CallbackGen.CallbackFeedRegistry.Register(All);");
        writer.Close();
        return writer.ToString();
    }
}
