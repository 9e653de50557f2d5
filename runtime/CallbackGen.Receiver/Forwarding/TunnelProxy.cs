using System.Net;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// Uses the proxy of the environment (<c>HTTPS_PROXY</c>) only for https to other machines, where it sees host names alone. A
/// request without TLS to this machine or a private network would be readable by the proxy and would leave that network.
/// </summary>
/// <param name="proxy">The proxy.</param>
internal sealed class TunnelProxy(IWebProxy proxy) : IWebProxy
{
    /// <inheritdoc />
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    /// <inheritdoc />
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy.GetProxy(destination);

    /// <inheritdoc />
    public bool IsBypassed(Uri host) => host.Scheme != Uri.UriSchemeHttps || host.IsLoopback || proxy.IsBypassed(host);
}
