using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>Where a schema file declares keys and signs something, for problems with what other files do with the same key.</summary>
internal sealed class KeyPlaces
{
    public List<SchemePlace> Schemes { get; } = [];

    public List<CodePlace> Codes { get; } = [];

    public List<KeyPlace> Keys { get; } = [];
}

/// <summary>Where a key is declared.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Place">The place.</param>
internal sealed record KeyPlace(string Key, TextSpan Place);

/// <summary>Where a scheme says what it signs.</summary>
/// <param name="Scheme">The scheme, one of several where there are.</param>
/// <param name="Place">The place.</param>
/// <param name="IsExcused">Whether the file says why its key signs for other feeds too.</param>
internal sealed record SchemePlace(VerifyModel Scheme, TextSpan Place, bool IsExcused);

/// <summary>Where an answer's code is named.</summary>
/// <param name="Code">The code.</param>
/// <param name="Place">The place.</param>
/// <param name="Excuse">Where the file begins to say why the code may sign a callback; null where it does not.</param>
/// <param name="SignsOwn">Whether it may sign a callback of the same feed.</param>
internal sealed record CodePlace(CodeModel Code, TextSpan Place, TextSpan? Excuse, bool SignsOwn);
