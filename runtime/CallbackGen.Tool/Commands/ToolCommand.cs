using System.CommandLine;

namespace CallbackGen.Tool.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ToolCommand : Command
{
    /// <param name="name">The name that is typed.</param>
    /// <param name="description">The description: one sentence, or several.</param>
    /// <param name="examples">Whole command lines, each beginning with <c>callbackgen</c>.</param>
    public ToolCommand(string name, string description, params string[] examples)
        : base(name, description) => Examples = examples;

    public IReadOnlyList<string> Examples { get; }
}
