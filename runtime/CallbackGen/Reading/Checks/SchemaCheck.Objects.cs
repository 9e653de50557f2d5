using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

public sealed partial class SchemaCheck
{
    /// <summary>Checks <c>required</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="names">The names.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Required(JsonElement value, params ReadOnlySpan<string> names) =>
        Verdict(!IsObject(value) || HasAll(value, names), "required");

    /// <summary>Checks <c>minProperties</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="count">The minimum number of members.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool MinProperties(JsonElement value, int count) =>
        Verdict(!IsObject(value) || value.GetPropertyCount() >= count, "minProperties");

    /// <summary>Checks <c>maxProperties</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="count">The maximum number of members.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool MaxProperties(JsonElement value, int count) =>
        Verdict(!IsObject(value) || value.GetPropertyCount() <= count, "maxProperties");

    /// <summary>Checks one entry of <c>dependentRequired</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">The member that makes others required.</param>
    /// <param name="names">The members that it requires.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool DependentRequired(JsonElement value, string name, params ReadOnlySpan<string> names) =>
        Verdict(!IsObject(value) || !value.TryGetProperty(name, out _) || HasAll(value, names), "dependentRequired");

    /// <summary>Checks one entry of <c>dependentSchemas</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">The member whose presence makes the schema apply.</param>
    /// <param name="test">The schema.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool DependentSchema(JsonElement value, string name, SchemaTest test) =>
        Verdict(!IsObject(value) || !value.TryGetProperty(name, out _) || Here(value, test), "dependentSchemas");

    /// <summary>Checks one entry of <c>properties</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="test">The member's schema.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Property(JsonElement value, string name, SchemaTest test)
    {
        if (!IsObject(value) || !value.TryGetProperty(name, out var member))
            return true;
        _evaluated?.Add(name);
        return Verdict(Below(member, test), "properties");
    }

    /// <summary>Checks one entry of <c>patternProperties</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="pattern">The pattern of names.</param>
    /// <param name="test">The members' schema.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool PatternProperty(JsonElement value, Regex pattern, SchemaTest test)
    {
        if (!IsObject(value))
            return true;
        foreach (var member in value.EnumerateObject())
        {
            if (!Matches(member.Name, pattern))
                continue;
            _evaluated?.Add(member.Name);
            if (!Below(member.Value, test))
                return Verdict(false, "patternProperties");
        }

        return !IsUndecided;
    }

    /// <summary>Checks <c>additionalProperties</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="names">The names under <c>properties</c>.</param>
    /// <param name="patterns">The patterns under <c>patternProperties</c>.</param>
    /// <param name="test">The schema of all other members.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool AdditionalProperties(JsonElement value, ReadOnlySpan<string> names, ReadOnlySpan<Regex> patterns, SchemaTest test)
    {
        if (!IsObject(value))
            return true;
        foreach (var member in value.EnumerateObject())
        {
            if (!Spend())
                return false;
            if (names.Contains(member.Name) || MatchesAny(member.Name, patterns))
                continue;
            _evaluated?.Add(member.Name);
            if (!Below(member.Value, test))
                return Verdict(false, "additionalProperties");
        }

        return !IsUndecided;
    }

    /// <summary>Checks <c>propertyNames</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="test">The schema of the names.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool PropertyNames(JsonElement value, SchemaTest test)
    {
        if (!IsObject(value))
            return true;
        foreach (var member in value.EnumerateObject())
        {
            if (!Below(PayloadText.ToElement(System.Text.Encoding.UTF8.GetBytes(member.Name)), test))
                return Verdict(false, "propertyNames");
        }

        return true;
    }

    /// <summary>Records the members that typed reading checks, for <c>unevaluatedProperties</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="names">Their names; empty for all members.</param>
    /// <returns><see langword="true"/>.</returns>
    public bool TypedProperties(JsonElement value, params ReadOnlySpan<string> names)
    {
        if (names.IsEmpty && IsObject(value))
            _evaluated?.AddAllNames();
        foreach (var name in names)
            _evaluated?.Add(name);
        return true;
    }

    private static bool IsObject(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    private static bool HasAll(JsonElement value, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!value.TryGetProperty(name, out _))
                return false;
        }

        return true;
    }

    private bool MatchesAny(string name, ReadOnlySpan<Regex> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (Matches(name, pattern))
                return true;
        }

        return false;
    }
}
