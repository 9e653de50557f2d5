using System.Globalization;

namespace CallbackGen.Generator.Model;

/// <summary>
/// Assigns unique names: a repeated name gets a number appended, in the order of the calls. Names are compared without case, because
/// System.Text.Json ignores case when it matches a constructor's parameter with a member.
/// </summary>
internal sealed class NameScope(IEnumerable<string> reserved)
{
    private readonly HashSet<string> _taken = new(reserved, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _reserved = new(reserved, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns a unique name, and reserves the name of a companion where one is emitted next to it.</summary>
    public string Take(string wanted, string fallback, string companion = "")
    {
        var name = wanted.Length > 0 ? wanted : fallback;
        if (name.Length > 200)
            name = name.Substring(0, 200);
        if (_reserved.Contains(name))
            name += "Value";
        var candidate = name;
        var number = _numbers.TryGetValue(name, out var last) ? last : 1;
        while (_taken.Contains(candidate) || _taken.Contains(candidate + companion))
            candidate = name + (++number).ToString(CultureInfo.InvariantCulture);
        _numbers[name] = number;
        _taken.Add(candidate);
        _taken.Add(candidate + companion);
        return candidate;
    }

    /// <summary>Returns a Pascal-case name in camelCase, for locals; callers escape keywords.</summary>
    public static string Camel(string pascal) => char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
}
