using CallbackGen;
using CallbackGen.AspNetCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Shop.Wrong.Keys;

public static class KeySetup
{
    private const string Fallback = "whsec_8c1f0a2b9d";

    public static void Add(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.AddSingleton(CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:"whsec_8c1f0a2b9d"|}));
        builder.Services.AddCallbacks(options => options.AddKey("Acme", "secret", configuration["Callbacks:Acme:secret"] ?? {|CBG1007:Fallback|}));
        builder.Services.AddCallbacks(options => options.AddKey("Acme", "secret", configuration.GetValue("Callbacks:Acme:secret", {|CBG1007:"whsec_8c1f0a2b9d"|})));
        configuration["Callbacks:Acme:secret"] ??= {|CBG1007:"whsec_8c1f0a2b9d"|};
        configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Callbacks:Acme:secret", {|CBG1007:"whsec_8c1f0a2b9d"|})]);
        var key = builder.Environment.EnvironmentName switch
        {
            "Production" => configuration["Callbacks:Acme:secret"]!,
            _ => {|CBG1007:"whsec_sandbox_8c1f0a2b9d"|},
        };
        builder.Services.AddKeyedSingleton("one", CallbackKeys.Create(AcmePayment.Feed, "secret", key));
        var decoded = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String({|CBG1007:"d2hzZWNfOGMxZjBhMmI5ZA=="|}));
        builder.Services.AddKeyedSingleton("two", CallbackKeys.Create(AcmePayment.Feed, "secret", decoded));
        Environment.SetEnvironmentVariable("Callbacks__Acme__secret", {|CBG1007:"whsec_8c1f0a2b9d"|});
        if (builder.Environment.IsDevelopment())
            builder.WebHost.UseSetting("Callbacks:Acme:secret", {|CBG1007:"whsec_8c1f0a2b9d"|});
    }
}
