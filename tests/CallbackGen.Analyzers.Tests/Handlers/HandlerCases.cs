namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>Source texts of handlers, by the names of the cases.</summary>
internal sealed class HandlerCases : Dictionary<string, string>
{
    public TheoryData<string> Names => [.. Keys];

    /// <summary>Returns a program with top-level statements around code that maps routes.</summary>
    public static string Program(string code) => $"using CallbackGen;\nvar app = WebApplication.Create();\n{code}\napp.Run();\n";

    /// <summary>Returns a class with the members.</summary>
    public static string Class(string members) => $"using CallbackGen;\nnamespace Shop;\npublic class Handlers\n{{\n{members}\n}}\n";

    /// <summary>Returns a controller with the actions.</summary>
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
