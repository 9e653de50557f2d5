using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace CallbackGen.Receiver.Hosting;

/// <summary>
/// The proxies in front of the program, from the setting <c>Proxies</c>. Only their statements about a sender's address and
/// scheme are trusted.
/// </summary>
/// <param name="networks">Their addresses and networks.</param>
internal sealed partial class ReceiverProxies(IReadOnlyList<IPNetwork> networks)
{
    private const string Section = "Proxies";

    /// <summary>Reads the setting.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <exception cref="OptionsValidationException">
    /// The setting is invalid, or would trust the headers of every sender.
    /// </exception>
    public static ReceiverProxies Read(IConfiguration configuration)
    {
        // ASP.NET Core's own switch trusts every sender, so that each request could name an arbitrary source address.
        if (configuration.GetValue("ForwardedHeaders_Enabled", false))
            throw ReceiverSettings.Fail(
                "ASPNETCORE_FORWARDEDHEADERS_ENABLED has any sender's X-Forwarded-For believed. Take it away, and name the "
                    + "proxies instead, such as --Proxies 10.0.0.0/8,::1."
            );
        var networks = ReceiverSettings.ReadNetworks(configuration, Section);
        return networks.Any(network => network.PrefixLength == 0)
            ? throw ReceiverSettings.Fail(
                $"{Section} has a network of all addresses, by which any sender's X-Forwarded-For were believed. Name the "
                    + $"proxies alone, such as --{Section} 10.0.0.0/8,::1."
            )
            : new(networks);
    }

    /// <summary>
    /// Takes the sender's address and scheme from X-Forwarded-For and X-Forwarded-Proto when a trusted proxy has sent them. The
    /// host is never taken from a header: a signature over a URL would accept it as the program's own.
    /// </summary>
    /// <param name="app">The host.</param>
    public void Use(WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILogger<ReceiverProxies>>();
        var isTold = 0;
        app.Use(
            (context, next) =>
            {
                if (
                    Volatile.Read(ref isTold) == 0
                    && context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName)
                    && !IsProxy(context.Connection.RemoteIpAddress)
                    && Interlocked.Exchange(ref isTold, 1) == 0
                )
                {
                    Unknown(logger, context.Connection.RemoteIpAddress?.ToString() ?? "local");
                }

                return next(context);
            }
        );
        if (networks.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // No fixed number of entries: the headers are processed from the last entry on, and an entry counts only if the hop
            // that wrote it is a listed proxy. Entries that an untrusted sender wrote before them are never reached.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    private bool IsProxy(IPAddress? address) =>
        address is not null
        && networks.Any(network => network.Contains(address) || (address.IsIPv4MappedToIPv6 && network.Contains(address.MapToIPv4())));

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "A request of {Source} has X-Forwarded-For, which is ignored, because Proxies does not name that address. If it is your "
            + "proxy, configure it, for example --Proxies {Source}; otherwise ignore this. It is logged once.",
        EventName = "ProxyUnknown"
    )]
    private static partial void Unknown(ILogger logger, string source);
}
