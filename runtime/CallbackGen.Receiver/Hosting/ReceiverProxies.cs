using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace CallbackGen.Receiver.Hosting;

/// <summary>The proxies in front of the program: <c>Proxies</c>. What they say of the sender's address and scheme is believed, and what others say is not.</summary>
/// <param name="networks">Their addresses and networks.</param>
internal sealed partial class ReceiverProxies(IReadOnlyList<IPNetwork> networks)
{
    private const string Section = "Proxies";

    /// <summary>Reads the setting.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <exception cref="OptionsValidationException">It cannot be used, or everybody's headers are to be believed.</exception>
    public static ReceiverProxies Read(IConfiguration configuration)
    {
        // ASP.NET Core's own switch believes whoever connects, so that each request could name a source of its own.
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
    /// Has the sender's address and scheme taken from X-Forwarded-For and X-Forwarded-Proto where a proxy has sent them. Never the host,
    /// which a signature over a URL would take for the program's own.
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
            // As many as there are: from the last on, an entry is read only where the one who wrote it is a proxy by this list. What a
            // stranger has written before them is never reached.
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
        "A request of {Source} has X-Forwarded-For, which is ignored, because Proxies does not name that address. If it is "
            + "your proxy, say so, such as --Proxies {Source}; else nothing is to do. This is said once.",
        EventName = "ProxyUnknown"
    )]
    private static partial void Unknown(ILogger logger, string source);
}
