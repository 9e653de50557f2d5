using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver;

/// <summary>Describes why the program does not start and what to do, one line for each reason.</summary>
internal static class StartFailure
{
    private const string ChooseAddress = "choose another address, such as --urls http://127.0.0.1:5081";

    /// <param name="failure">The exception that the start threw.</param>
    /// <param name="urls">The addresses at which the program was to listen, as far as they are known.</param>
    /// <param name="inbox">The name of the inbox's store, if it is known.</param>
    public static IEnumerable<string> Describe(Exception failure, string[] urls, string? inbox = null) =>
        failure switch
        {
            DbException =>
            [
                $"The inbox {inbox} cannot be used: {OneLine(failure)} Is it there, and may this user read and write it and its folder?",
            ],
            OptionsValidationException unusable => unusable.Failures,
            InvalidDataException => [$"{OneLine(failure)} Correct it: {OneLine(Innermost(failure))}"],
            _ when SocketErrorIn(failure) is { } error => [$"Cannot listen on {Named(urls)}: {Why(error)}."],
            // The messages of Kestrel and of the URI parser name the value that they cannot use.
            FormatException or InvalidOperationException or ArgumentException =>
            [
                $"Cannot start: {OneLine(failure)} Correct the setting; an address is written like --urls http://127.0.0.1:5080.",
            ],
            _ => [$"Cannot start ({failure.GetType().Name}): {OneLine(failure)}"],
        };

    private static string Why(SocketError error) =>
        error switch
        {
            SocketError.AddressAlreadyInUse => $"another program uses that port. Stop it, or {ChooseAddress}",
            SocketError.AccessDenied =>
                $"this user may not use that port; below 1024 that takes more rights. As this user, {ChooseAddress}",
            SocketError.AddressNotAvailable or SocketError.HostNotFound or SocketError.NoData =>
                $"it is no address of this machine. Check it, or {ChooseAddress}",
            _ => $"{error}. To get by, {ChooseAddress}",
        };

    private static string Named(string[] urls) => urls.Length == 0 ? "the address that is configured" : string.Join(", ", urls);

    private static SocketError? SocketErrorIn(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
                return socket.SocketErrorCode;
        }

        return null;
    }

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
            failure = inner;
        return failure;
    }

    private static string OneLine(Exception failure) => LineFormatter.OneLine(failure.Message);
}
