using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The types through which an application reads its configuration.</summary>
internal static class Configurations
{
    private static readonly string[] Whole = ["IConfiguration", "IConfigurationRoot", "IConfigurationManager", "ConfigurationManager"];

    /// <summary>Whether a type is the configuration, or a section of it.</summary>
    public static bool Is(ITypeSymbol? type) => IsWhole(type) || type is { Name: "IConfigurationSection" };

    /// <summary>Whether a value is the configuration, or a section of it.</summary>
    public static bool Is(IOperation value) => Is(Values.Bare(value).Type);

    /// <summary>Whether a type is the whole configuration and not a section.</summary>
    public static bool IsWhole(ITypeSymbol? type) => Whole.Contains(type?.Name);
}
