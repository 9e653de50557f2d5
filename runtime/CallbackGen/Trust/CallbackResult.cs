using System.Diagnostics.CodeAnalysis;

namespace CallbackGen;

/// <summary>The outcome of a verification: a callback at its trust level, or the reason why it was rejected.</summary>
/// <typeparam name="T">The message type, for example <c>Verified&lt;AcmeInvoice&gt;</c>.</typeparam>
public readonly struct CallbackResult<T>
    where T : class
{
    private readonly CallbackRejection? _rejection;

    /// <summary>Creates a successful result.</summary>
    /// <param name="value">The callback.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public CallbackResult(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value;
    }

    /// <summary>Creates a rejected result.</summary>
    /// <param name="rejection">The reason.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rejection"/> is null.</exception>
    public CallbackResult(CallbackRejection rejection)
    {
        ArgumentNullException.ThrowIfNull(rejection);
        _rejection = rejection;
    }

    /// <summary>Whether the callback was verified.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsSuccess => Value is not null;

    /// <summary>The callback, or <see langword="null"/> when it was rejected.</summary>
    public T? Value { get; }

    /// <summary>The reason why the callback was rejected, or <see langword="null"/> when it was verified.</summary>
    public CallbackRejection? Rejection => Value is null ? _rejection ?? CallbackRejection.NotVerified : null;

    /// <summary>Gets the callback, or the reason why it was rejected.</summary>
    /// <param name="value">The callback, when it was verified.</param>
    /// <param name="rejection">The reason, when it was rejected.</param>
    /// <returns><see langword="true"/> when the callback was verified.</returns>
    public bool TryGetValue([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out CallbackRejection? rejection)
    {
        value = Value;
        rejection = Rejection;
        return value is not null;
    }

    /// <summary>Returns the callback, or throws when it was rejected: for callers to which a rejection is exceptional.</summary>
    /// <returns>The callback.</returns>
    /// <exception cref="CallbackRejectedException">The callback was rejected.</exception>
    public T GetValueOrThrow() => Value ?? throw new CallbackRejectedException(Rejection!);

    /// <summary>Wraps a verified callback.</summary>
    /// <param name="value">The callback.</param>
    public static implicit operator CallbackResult<T>(T value) => new(value);

    /// <summary>Wraps a rejection.</summary>
    /// <param name="rejection">The reason.</param>
    public static implicit operator CallbackResult<T>(CallbackRejection rejection) => new(rejection);
}
