using System.Net;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// The proxy of the environment (<c>HTTPS_PROXY</c>), for https to other machines alone, of which it sees nothing but names. What is sent in the
/// clear to this machine or a private network it would read, and carry out of there.
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
