using System.Net;
using System.Net.Sockets;

namespace CallbackGen.Receiver.Hosting;

/// <summary>Whom a request is counted for.</summary>
internal static class RequestSource
{
    /// <summary>
    /// The address of the sender, as the connection or a proxy that is trusted says; of IPv6 the network of 64 bits, which is
    /// what one customer of a provider of access has.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <returns>Such as <c>203.0.113.7</c> or <c>2001:db8:1:2::/64</c>; <c>local</c> for a connection without addresses.</returns>
    public static string Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return "local";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
