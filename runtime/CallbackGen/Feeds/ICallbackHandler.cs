namespace CallbackGen;

/// <summary>Handles the verified callbacks of one feed. Register it as a service.</summary>
/// <typeparam name="T">The payload.</typeparam>
public interface ICallbackHandler<T>
    where T : class, IVerifiedPayload<T>
{
    /// <summary>
    /// Acts on a callback. Complete the task only when the effect is durable: the provider is answered afterwards and does not redeliver
    /// the callback. When the task fails, the host answers 500, so that the provider redelivers it.
    /// </summary>
    /// <param name="callback">The verified callback.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns>A task that completes when the effect is durable.</returns>
    Task HandleAsync(Verified<T> callback, CancellationToken cancellationToken);
}

/// <summary>Handles the callbacks of a feed whose signature does not cover the whole payload. Register it as a service.</summary>
/// <typeparam name="T">The payload.</typeparam>
public interface IAuthenticatedCallbackHandler<T>
    where T : class, IAuthenticatedPayload<T>
{
    /// <inheritdoc cref="ICallbackHandler{T}.HandleAsync"/>
    Task HandleAsync(Authenticated<T> callback, CancellationToken cancellationToken);
}

/// <summary>Handles the callbacks of a feed that its provider does not sign. Register it as a service.</summary>
/// <typeparam name="T">The payload.</typeparam>
public interface IReceivedCallbackHandler<T>
    where T : class, IReceivedPayload<T>
{
    /// <inheritdoc cref="ICallbackHandler{T}.HandleAsync"/>
    Task HandleAsync(Received<T> callback, CancellationToken cancellationToken);
}
