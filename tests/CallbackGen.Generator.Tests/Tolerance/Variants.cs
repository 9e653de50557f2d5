using System.Globalization;
using System.Text.Json.Nodes;

namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>The changes that a provider may make to its callbacks without notice.</summary>
internal static class Variants
{
    private const string NewName = "zz_new";
    private const string NewText = "\"zz text\"";

    // Not a listed value of any feed.
    private const string Unlisted = "zz_unlisted";
    private const string UnlistedNumber = "987654321";

    /// <summary>Adds an undeclared member to each object: a text, and where the payload is JSON also an object.</summary>
    public static IEnumerable<Variant> UnknownMembers(SurveyedRequest request) =>
        from site in request.Sites
        where site.Kind == SiteKind.Level
        from json in new[] { EntryOf(site) ?? NewText, """{"a":[1,"x",null]}""" }
        where site.Schema?.Entry is null || json[0] != '{'
        select WithUnknown(request, site, json);

    /// <summary>Removes each member that the schema does not require, and each that it requires although nothing needs it.</summary>
    public static IEnumerable<Variant> Removed(SurveyedRequest request) =>
        from site in request.Sites
        where site is { Kind: SiteKind.Member, IsPresent: true }
        where !site.IsRequired || !request.Owner.Used.Need(site.Pattern)
        where !request.Owner.Used.Contain(site.Pattern)
        select new Variant(site, "removed", Edit.Remove(site.Pointer), Edit.Remove(site.InPayload));

    /// <summary>
    /// Makes each nullable member null, or empty in a form; in JSON also each member that the schema does not require and nothing needs.
    /// </summary>
    public static IEnumerable<Variant> Nulls(SurveyedRequest request) =>
        from site in request.Sites
        where site.Kind != SiteKind.Level
        where
            site.Schema!.IsNullable
            || (site.IsOptional && site.Schema.Types.Count > 0 && !request.HasFields && !request.Owner.Used.Need(site.Pattern))
        where !request.Owner.Used.Contain(site.Pattern)
        select new Variant(
            site,
            request.HasFields ? "empty" : "null",
            Edit.Put(site.Pointer, "null"),
            site.Kind == SiteKind.Element ? Edit.Put(site.InPayload, "null") : Edit.Remove(site.InPayload)
        );

    /// <summary>Gives each member with an open list of values one that is not listed.</summary>
    public static IEnumerable<Variant> UnlistedValues(SurveyedRequest request) =>
        from site in request.Sites
        where site.Kind != SiteKind.Level && site.Schema!.IsOpenEnum
        let json = site.Schema!.Type == "integer" ? UnlistedNumber : $"\"{Unlisted}\""
        select new Variant(site, "unlisted", Edit.Put(site.Pointer, json), Edit.Put(site.InPayload, json));

    /// <summary>Writes each member with <c>coerce</c> in the other notation: it must be read like the declared one.</summary>
    public static IEnumerable<Variant> OtherNotations(SurveyedRequest request) =>
        from site in request.Sites
        where site.Kind != SiteKind.Level && site.Schema!.Coerces && !site.Schema.IsFixed
        from pair in Notations(site.Schema!)
        select new Variant(site, $"{pair.Other} for {pair.Declared}", Edit.Put(site.Pointer, pair.Other), null)
        {
            Before = Edit.Put(site.Pointer, pair.Declared),
            Compare = (_, receipt) =>
                receipt.UnfitMembers.Keys.Any(name => name == site.InPayload) ? "it is among the members of another form" : null,
        };

    /// <summary>
    /// Gives each member that only the handler reads a value of another form, where the payload is signed as received: it must be read as
    /// null, and stored in the receipt.
    /// </summary>
    public static IEnumerable<Variant> OtherForms(SurveyedRequest request) =>
        from site in request.Sites
        where request.Feed.Definition.SignedAsReceived
        where site is { Kind: SiteKind.Member or SiteKind.Element, IsPresent: true } && !site.Schema!.IsFixed
        let nullable = site.NearestNull
        where nullable is not null && !request.Owner.Used.Need(nullable.Pattern)
        from json in request.HasFields ? FieldsOfOtherForm(site.Schema!) : ValuesOfOtherForm(site.Schema!)
        select new Variant(
            site,
            $"{json} for {string.Join('|', site.Schema!.Types)}",
            Edit.Put(site.Pointer, json),
            Edit.Remove(nullable.InPayload)
        )
        {
            Compare = (before, after) => Stored(site, nullable, json, before, after),
        };

    private static string? EntryOf(PayloadSite level) =>
        level.Schema?.Entry is not { } entry ? null
        : level.Value is JsonObject members
        && members.FirstOrDefault(member => level.Schema.Members.All(declared => declared.Name != member.Key)) is { Value: { } value }
            ? value.ToJsonString()
        : entry.Type is "integer" or "number" ? "12"
        : null;

    private static Variant WithUnknown(SurveyedRequest request, PayloadSite level, string json)
    {
        var added = Edit.Put($"{level.InPayload}/{NewName}", json);
        // Unsigned members are stored at the top level alone: within an object they are only counted.
        var isKept = !request.Feed.Definition.UnknownMembersUnsigned || level.InPayload.Length == 0 || IsInOpenValue(level);
        return new(level, $"with another member, {json},", Edit.Put($"{level.Pointer}/{NewName}", json), Read())
        {
            Compare = (before, after) =>
                level.IsRecord && after.UnknownMemberCount != before.UnknownMemberCount + 1
                    ? $"{after.UnknownMemberCount} undeclared members are counted, and not {before.UnknownMemberCount + 1}"
                    : null,
        };

        Edit? Read() => level.Payload < 0 || !isKept ? null : added;
    }

    /// <summary>Returns whether the object is stored as a whole: a map, a value of any form, or within an undeclared member.</summary>
    private static bool IsInOpenValue(PayloadSite level) =>
        !level.IsRecord && (level.Parent is null || level.Schema is not null || level.Parent.Schema is not { IsRecord: true });

    private static IEnumerable<(string Declared, string Other)> Notations(DeclaredSchema schema)
    {
        var pairs = schema.Type switch
        {
            "string" when schema.IsDate => [],
            "string" => schema.Format == "uuid" ? [] : new[] { ("\"12.5\"", "12.5") },
            "integer" => [("12", "\"12\"")],
            "number" => [("12.5", "\"12.5\"")],
            "boolean" => [("true", "\"true\""), ("true", "1"), ("true", "\"1\""), ("false", "\"0\""), ("false", "0")],
            "object" when !schema.Required.Any() => [("{}", "[]")],
            "array" => [("[]", "{}")],
            _ => [],
        };
        foreach (var pair in pairs)
            yield return pair;
        if (schema is { Type: "string", Format: null, HasDateFormat: false, IsOpenEnum: false })
            yield return ("\"true\"", "true");
        else if (schema.IsNullable)
            yield return ("null", "\"\"");
        if (schema.IsNullable && schema.IsDate)
            yield return ("null", "\"0000-00-00 00:00:00\"");
    }

    /// <summary>Returns values of each JSON type that the schema does not state.</summary>
    private static IEnumerable<string> ValuesOfOtherForm(DeclaredSchema schema)
    {
        var types = schema.Types;
        if (types.Count == 0)
            yield break;
        var (text, number) = (types.Contains("string"), types.Contains("number"));
        if (!text)
            yield return NewText;
        if (!number && !(text && schema.Coerces && !schema.IsDate && schema.Format != "uuid"))
            yield return "7.5";
        if (!types.Contains("boolean") && !(text && schema.Coerces && schema.Format is null && !schema.IsDate))
            yield return "true";
        if (!types.Contains("object"))
            yield return """{"a":{"b":1}}""";
        if (!types.Contains("array"))
            yield return "[[1],null]";
        if (schema.Type == "string" && (schema.IsDate || schema.Format is "decimal" or "time" or "uuid"))
            yield return NewText;
    }

    private static IEnumerable<string> FieldsOfOtherForm(DeclaredSchema schema) =>
        schema.Type is "integer" or "number" or "boolean"
        || (schema.Type == "string" && (schema.IsDate || schema.Format is "decimal" or "time" or "uuid"))
            ? [NewText]
            : [];

    /// <summary>Returns what is wrong with the receipt of a value of another form; null when it is stored.</summary>
    private static string? Stored(PayloadSite site, PayloadSite nullable, string json, CallbackReceipt before, CallbackReceipt after)
    {
        if (!after.UnfitMembers.TryGetValue(nullable.InPayload, out var stored))
            return $"the receipt does not store {nullable.InPayload}";
        var sent = Edit.Put(site.InPayload[nullable.InPayload.Length..], json).Apply(nullable.Value?.DeepClone());
        if (!JsonNode.DeepEquals(JsonNode.Parse(stored.GetRawText()), sent))
            return string.Create(CultureInfo.InvariantCulture, $"the receipt stores {stored.GetRawText()}");
        // What did not fit before within this member is not told apart from it.
        var others = before.UnfitMembers.Keys.Count(pointer =>
            !$"{pointer}/".StartsWith($"{nullable.InPayload}/", StringComparison.Ordinal)
        );
        return after.UnfitMemberCount == others + 1 ? null : $"{after.UnfitMemberCount} members of another form are counted";
    }
}
