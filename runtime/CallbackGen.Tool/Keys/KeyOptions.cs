using System.CommandLine;

namespace CallbackGen.Tool.Keys;

/// <summary>
/// The options that name the locations of keys. A key is never an argument: arguments are visible to other processes, and stored
/// by shells.
/// </summary>
internal sealed class KeyOptions
{
    private readonly Option<string[]> _key = new("--key")
    {
        Description =
            "Where a key is: NAME=env:VARIABLE or NAME=file:PATH, with the key's name in the schema. May be repeated; of one "
            + "name each value is tried. Of a file one line end at its end is left out.",
        HelpName = "NAME=env:VARIABLE|NAME=file:PATH",
    };

    private readonly Option<string?> _userSecrets = new("--user-secrets")
    {
        Description =
            "Read keys from user secrets: their id, a project file or its folder, or \"project\" for the one in the current folder.",
        HelpName = "ID|project",
    };

    private readonly Option<string?> _keySet = new("--key-set")
    {
        Description = "The configuration section Callbacks:NAME of the keys, where it is not named like the provider.",
        HelpName = "NAME",
    };

    private KeyOptions() { }

    /// <summary>Adds the options to a command.</summary>
    public static KeyOptions AddTo(Command command)
    {
        var options = new KeyOptions();
        command.Add(options._key);
        command.Add(options._userSecrets);
        command.Add(options._keySet);
        return options;
    }

    /// <summary>Reads the keys that the arguments and the environment name.</summary>
    /// <exception cref="ToolException">
    /// An argument is invalid, or a location of keys cannot be read. The message contains no key.
    /// </exception>
    public ToolKeys Read(ParseResult parsed, ToolHost host) =>
        ToolKeys.Read(host, parsed.GetValue(_key) ?? [], parsed.GetValue(_userSecrets), parsed.GetValue(_keySet));
}
