namespace CallbackGen.Receiver.Demo;

/// <summary>
/// A configuration source whose keys and public URL change between tests by a reload, as an operator would change them.
/// </summary>
internal sealed class DemoKeys : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Set(string provider, IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> keys, string? publicUrl)
    {
        // Clear first: when the new keys cannot be used, the keys of the previous test would otherwise stay in force.
        Data.Clear();
        OnReload();
        foreach (var (name, values) in keys)
        {
            for (var i = 0; i < values.Count; i++)
                Data[$"Callbacks:{provider}:{name}:{i}"] = values[i];
        }

        if (keys.Count > 0)
            Data[$"Callbacks:{provider}:AllowWeakKey"] = "the keys of published vectors are short";
        if (publicUrl is not null)
            Data["Callbacks:PublicUrl"] = publicUrl;
        OnReload();
    }
}
