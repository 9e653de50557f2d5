namespace CallbackGen;

/// <summary>A problem of a configured key, described without any text of the key.</summary>
/// <param name="Key">The key's name in the schema, with an index when it has several values: <c>hashKey[1]</c>.</param>
/// <param name="IsError">Whether the problem makes the keys unusable; otherwise it is a warning.</param>
/// <param name="Message">The problem and its remedy.</param>
public sealed record CallbackKeyProblem(string Key, bool IsError, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{Key} {Message}";
}

/// <summary>Thrown when the configured keys of a feed cannot be used.</summary>
public sealed class CallbackKeyException : ArgumentException
{
    /// <summary>Creates the exception for the keys of a feed.</summary>
    /// <param name="feed">The feed's name.</param>
    /// <param name="problems">The problems; warnings may be among them.</param>
    /// <exception cref="ArgumentNullException"><paramref name="problems"/> is null.</exception>
    public CallbackKeyException(string feed, IReadOnlyList<CallbackKeyProblem> problems)
        : base(Describe(feed, problems)) => Problems = problems;

    /// <summary>The problems, including warnings.</summary>
    public IReadOnlyList<CallbackKeyProblem> Problems { get; }

    private static string Describe(string feed, IReadOnlyList<CallbackKeyProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var errors = problems.Where(problem => problem.IsError).ToList();
        return errors.Count == 1
            ? $"The keys of {feed} cannot be used: {errors[0]}"
            : $"The keys of {feed} cannot be used:{string.Concat(errors.Select(error => $"{Environment.NewLine}  {error}"))}";
    }
}
