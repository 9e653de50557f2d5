namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>The ways in which people write handlers, by what each shows.</summary>
internal sealed class HandlerCases : Dictionary<string, string>
{
    public TheoryData<string> Names => [.. Keys];

    /// <summary>A program with top-level statements around code that maps routes.</summary>
    public static string Program(string code) => $"using CallbackGen;\nvar app = WebApplication.Create();\n{code}\napp.Run();\n";

    /// <summary>A class around members.</summary>
    public static string Class(string members) => $"using CallbackGen;\nnamespace Shop;\npublic class Handlers\n{{\n{members}\n}}\n";

    /// <summary>A controller around actions.</summary>
    public static string Controller(string members) =>
        $$"""
            using CallbackGen;
            using Microsoft.AspNetCore.Mvc;

            namespace Shop;

            [ApiController]
            public class CallbacksController(Orders orders) : ControllerBase
            {
                private readonly Orders _orders = orders;
                {{members}}
            }

            """;
}
