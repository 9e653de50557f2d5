using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The languages as which a text is parsed.</summary>
internal enum TextLanguage
{
    /// <summary>A statement for a database.</summary>
    Sql,

    /// <summary>A page or a mail.</summary>
    Html,

    /// <summary>The arguments of a process.</summary>
    Command,

    /// <summary>A path in a file system.</summary>
    Path,

    /// <summary>The address that a browser is sent to.</summary>
    Redirect,

    /// <summary>The address of an outgoing request.</summary>
    Address,

    /// <summary>A regular expression.</summary>
    Pattern,

    /// <summary>XML.</summary>
    Xml,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>A filter of LDAP, a path of XPath.</summary>
    Filter,

    /// <summary>An expression that is compiled or evaluated, or the name of a type.</summary>
    Code,

    /// <summary>A table that a spreadsheet opens.</summary>
    Table,

    /// <summary>The template of a log line.</summary>
    Template,
}

/// <summary>Identifies the sinks that parse a text as a language.</summary>
internal static class TextSinks
{
    private static readonly string[] SqlParameters =
    [
        "sql",
        "cmdText",
        "commandText",
        "rawSql",
        "selectCommandText",
        "queryText",
        "queryString",
        "statement",
    ];

    // Libraries whose queries are statements in a language of their own.
    private static readonly string[] QueryLibraries = ["Microsoft.Azure.Cosmos", "Raven", "Neo4j", "NHibernate", "InfluxDB", "ClickHouse"];

    private static readonly string[] TemplateLibraries = ["Scriban", "RazorLight", "RazorEngine", "DotLiquid", "Fluid", "HandlebarsDotNet"];

    private static readonly string[] HtmlParameters = ["html", "htmlBody", "bodyHtml", "htmlContent", "htmlMessage", "htmlText"];

    private static readonly string[] HtmlMembers = ["HtmlBody", "HtmlContent", "BodyHtml", "HtmlText", "HtmlMessage", "HTMLBody"];

    private static readonly string[] Bodies = ["body", "content", "text", "message", "template"];

    private static readonly string[] FileTypes =
    [
        "File",
        "Directory",
        "FileStream",
        "StreamWriter",
        "StreamReader",
        "FileInfo",
        "DirectoryInfo",
        "Path",
        "ZipArchive",
        "ZipFile",
    ];

    private static readonly string[] FileParameters =
    [
        "path",
        "path1",
        "path2",
        "path3",
        "path4",
        "paths",
        "fileName",
        "sourceFileName",
        "destFileName",
        "destinationFileName",
        "entryName",
        "sourceDirName",
        "destDirName",
    ];

    private static readonly string[] Xpath =
    [
        "SelectNodes",
        "SelectSingleNode",
        "XPathSelectElement",
        "XPathSelectElements",
        "XPathEvaluate",
        "Evaluate",
        "Compile",
    ];

    /// <summary>
    /// Returns the language as which a call or a constructor parses an argument, by the parameter; null when the parameter does not show
    /// it.
    /// </summary>
    public static TextLanguage? Of(IArgumentOperation argument, IMethodSymbol method)
    {
        if (argument.Parameter is not { } parameter || !IsTextual(parameter.Type))
            return null;
        var type = method.ContainingType;
        var name = parameter.Name;
        if (
            SqlParameters.Contains(name)
            || name == "query" && QueryLibraries.Any(library => EndpointMethods.IsIn(type, library))
            || IsCommand(type) && name.EndsWith("Text", StringComparison.Ordinal)
            || method is { Name: "Create", ContainingType.Name: "FormattableStringFactory" } && name == "format"
        )
            return TextLanguage.Sql;
        if (IsHtml(argument, method, name))
            return TextLanguage.Html;
        if (
            name == "arguments" && (type.Name is "Process" or "ProcessStartInfo" || method.Name == "WithArguments")
            || name == "fileName" && type.Name is "Process" or "ProcessStartInfo"
            || method.Name == "AddScript"
        )
            return TextLanguage.Command;
        if (
            FileTypes.Contains(type.Name)
                && FileParameters.Contains(name)
                && EndpointMethods.IsIn(type, "System.IO")
                && !(type.Name == "Path" && method.Name is not ("Combine" or "Join"))
            || name is "physicalPath" && method.Name.EndsWith("File", StringComparison.Ordinal)
        )
            return TextLanguage.Path;
        if (
            method.Name is "Redirect" or "RedirectPermanent" or "RedirectPreserveMethod" or "RedirectPermanentPreserveMethod"
                && name is "url" or "location"
            || type.Name is "RedirectResult" or "RedirectHttpResult"
        )
            return TextLanguage.Redirect;
        if (
            name is "requestUri" or "address" && EndpointMethods.IsIn(type, "System.Net")
            || name == "requestUriString"
            || name == "url" && EndpointMethods.IsIn(type, "Flurl")
            || type.Name == "RestClient" && name is "baseUrl" or "baseUri"
        )
            return TextLanguage.Address;
        if (name == "pattern" && type.Name == "Regex")
            return TextLanguage.Pattern;
        if (
            name is "xpath" or "expression" && Xpath.Contains(method.Name) && EndpointMethods.IsIn(type, "System.Xml")
            || name is "filter" or "ldapFilter"
                && (EndpointMethods.IsIn(type, "System.DirectoryServices") || EndpointMethods.IsIn(type, "Novell.Directory.Ldap"))
            || method is { Name: "Parse", ContainingType.Name: "BsonDocument" }
        )
            return TextLanguage.Filter;
        if (IsCode(method, name))
            return TextLanguage.Code;
        if (
            name is "contents"
            && type.Name == "File"
            && argument.Parent is IInvocationOperation { Arguments: [var path, ..] }
            && path.Descendants()
                .Any(part => Values.Constant(part) is { } file && file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        )
            return TextLanguage.Table;
        return name is "message" or "messageTemplate" or "messageFormat" && Sinks.IsLog(method) ? TextLanguage.Template : null;
    }

    /// <summary>Returns the language as which an assigned member is parsed; null when the member does not show it.</summary>
    public static TextLanguage? Of(ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: var property } target || !IsTextual(property.Type))
            return null;
        return property.Name switch
        {
            "CommandText" => TextLanguage.Sql,
            "Arguments" or "FileName" when property.ContainingType.Name == "ProcessStartInfo" => TextLanguage.Command,
            "Filter" when EndpointMethods.IsIn(property.ContainingType, "System.DirectoryServices") => TextLanguage.Filter,
            "RequestUri" or "BaseAddress" when EndpointMethods.IsIn(property.ContainingType, "System.Net.Http") => TextLanguage.Address,
            "Location" when property.ContainingType.Name == "IHeaderDictionary" => TextLanguage.Redirect,
            "this[]"
                when property.ContainingType.Name is "IHeaderDictionary" or "HeaderDictionary"
                    && target.Arguments is [var header]
                    && Values.Constant(header.Value) is "Location" => TextLanguage.Redirect,
            var name when HtmlMembers.Contains(name) || name is "Body" or "Content" or "Text" && SaysHtml(assignment) => TextLanguage.Html,
            _ => null,
        };
    }

    /// <summary>Whether the type of a parameter or member is text, or an address created from text.</summary>
    public static bool IsTextual(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_String or SpecialType.System_Object
        || type is { Name: "Uri" or "StringValues" or "StringSegment" }
        || type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String }
        || type is INamedTypeSymbol { Name: "ReadOnlySpan", TypeArguments: [{ SpecialType: SpecialType.System_String }] };

    private static bool IsCommand(INamedTypeSymbol type) => EndpointMethods.DerivesFrom(type, "DbCommand", "System.Data");

    private static bool IsHtml(IArgumentOperation argument, IMethodSymbol method, string name)
    {
        var type = method.ContainingType;
        if (
            HtmlParameters.Contains(name)
            || method.Name == "Raw" && type.Name is "IHtmlHelper" or "HtmlHelper"
            || type.Name is "HtmlString" or "MarkupString" or "HtmlContentString"
            || method.Name is "AppendHtml" or "SetHtmlContent" or "AppendHtmlLine"
        )
            return true;
        return Bodies.Contains(name) && argument.Parent is { } call && Arguments(call).Any(other => other != argument && NamesHtml(other));
    }

    private static ImmutableArray<IArgumentOperation> Arguments(IOperation call) =>
        call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };

    /// <summary>
    /// Whether an argument declares that another is HTML: <c>"text/html"</c>, <c>isHtml: true</c>, <c>TextFormat.Html</c>.
    /// </summary>
    private static bool NamesHtml(IArgumentOperation argument) =>
        IsHtmlName(argument.Parameter?.Name ?? "") && argument.Value.ConstantValue is { HasValue: true, Value: true }
        || IsHtmlWord(argument.Value) && argument.Parameter?.Name is not ("message" or "text" or "body" or "value");

    private static bool IsHtmlWord(IOperation value) =>
        Values.Constant(value) is { Length: < 64 } text
            && (text.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) || text.Equals("html", StringComparison.OrdinalIgnoreCase))
        || Values.Bare(value) is IFieldReferenceOperation { Field.Name: "Html" } or IPropertyReferenceOperation { Property.Name: "Html" };

    private static bool IsHtmlName(string name) => name.IndexOf("html", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>
    /// Whether another assignment to the same object declares that its text is HTML: <c>IsBodyHtml = true</c>,
    /// <c>ContentType = "text/html"</c>.
    /// </summary>
    private static bool SaysHtml(ISimpleAssignmentOperation assignment)
    {
        if (assignment.Parent is IObjectOrCollectionInitializerOperation { Parent: IObjectCreationOperation creation } initializer)
            return creation.Arguments.Any(NamesHtml)
                || creation.Arguments.Any(argument => IsHtmlWord(argument.Value))
                || initializer.Initializers.OfType<ISimpleAssignmentOperation>().Any(IsHtmlSetting);
        return Values.Root(assignment).Descendants().OfType<ISimpleAssignmentOperation>().Any(IsHtmlSetting);
    }

    private static bool IsHtmlSetting(ISimpleAssignmentOperation setting) =>
        setting.Target is IPropertyReferenceOperation { Property.Name: var name }
        && (
            IsHtmlName(name) && setting.Value.ConstantValue is { HasValue: true, Value: true }
            || name == "ContentType" && IsHtmlWord(setting.Value)
        );

    private static bool IsCode(IMethodSymbol method, string name)
    {
        var type = method.ContainingType;
        return name == "typeName"
                && method.Name is "GetType" or "CreateInstance" or "CreateInstanceFrom"
                && EndpointMethods.IsIn(type, "System")
            || name == "code" && type.Name == "CSharpScript"
            || name is "template" or "text" or "source" or "content"
                && (method.Name.Contains("Parse") || method.Name.Contains("Compile"))
                && TemplateLibraries.Any(library => EndpointMethods.IsIn(type, library))
            || type.Name == "DataTable" && name is "expression" or "filterExpression"
            || name is "predicate" or "ordering" or "selector" && EndpointMethods.IsIn(type, "System.Linq.Dynamic");
    }
}
