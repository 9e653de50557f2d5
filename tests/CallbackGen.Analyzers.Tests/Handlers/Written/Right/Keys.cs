using CallbackGen;
using CallbackGen.AspNetCore;
using Microsoft.Extensions.Configuration;

namespace Shop.Right.Keys;

public static class KeyNames
{
    public const string Acme = "Callbacks:Acme:secret";

    public const string Section = "Callbacks";
}

public sealed class ShopOptions
{
    public string AcmeSecret { get; set; } = "";
}

public static class KeySetup
{
    public static void Add(WebApplicationBuilder builder, string[] args)
    {
        var configuration = builder.Configuration;
        builder.Configuration.AddJsonFile("/run/secrets/callbacks.json", optional: true).AddKeyPerFile("/run/secrets", optional: true);
        if (string.IsNullOrWhiteSpace(configuration[KeyNames.Acme]))
            throw new InvalidOperationException($"{KeyNames.Acme} is not configured: dotnet user-secrets set {KeyNames.Acme} <value>");
        Require(configuration["Callbacks:Acme:secret"], "Callbacks:Acme:secret", "Ask the finance team for it.");
        builder.Services.AddCallbacks(options =>
        {
            options.AddKey("Acme", "secret", configuration.GetValue<string>(KeyNames.Acme)!);
            options.AddKey("AcmeOld", "secret", [.. configuration.GetSection("Callbacks:Acme:old").Get<string[]>() ?? []]);
        });
        builder.Services.AddCallbacks((services, options) => options.AddKey("AcmeVault", "secret", services.GetRequiredService<ShopOptions>().AcmeSecret));
        builder.Services.AddSingleton(_ => CallbackKeys.Create(AcmePayment.Feed, "secret", args[0]));
        builder.Services.AddKeyedSingleton("sandbox", (services, _) => CallbackKeys.Create(
            AcmePayment.Feed,
            new Dictionary<string, string> { ["secret"] = Environment.GetEnvironmentVariable("ACME_SANDBOX") ?? "" }));
        var key = Environment.GetEnvironmentVariable("ACME_SECRET") is { Length: > 0 } told ? told : configuration["Acme:Secret"]?.Trim();
        if (key is not null)
            configuration["Callbacks:Acme:secret"] = key;
        configuration["Callbacks:PublicUrl"] = "https://shop.example";
        using var host = builder.Build();
        host.Logger.LogCritical("Callbacks:Acme:secret is missing in {Environment}, see {Page}", "Production", "https://wiki.shop.example");
    }

    private static void Require(string? value, string name, string hint) => _ = value ?? throw new InvalidOperationException($"{name} is missing. {hint}");
}
