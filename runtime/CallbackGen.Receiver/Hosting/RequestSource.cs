using System.Net;
using System.Net.Sockets;

namespace CallbackGen.Receiver.Hosting;

/// <summary>Identifies the source that a request is counted for.</summary>
internal static class RequestSource
{
    /// <summary>
    /// Returns the sender's address, as the connection or a trusted proxy gives it. For IPv6 it is the network of 64 bits, which
    /// an Internet provider assigns to one customer.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <returns>
    /// For example <c>203.0.113.7</c> or <c>2001:db8:1:2::/64</c>; <c>local</c> for a connection without addresses.
    /// </returns>
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
