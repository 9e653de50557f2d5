using System.Text;

namespace CallbackGen.Tool.Infer;

/// <summary>A piece of a message, a source of the schema or a constant, with its bytes in a captured request.</summary>
/// <param name="Template">The piece as a template of the schema writes it.</param>
/// <param name="Bytes">Its bytes.</param>
/// <param name="IsSecret">Whether it is a secret.</param>
internal sealed record MessageToken(string Template, byte[] Bytes, bool IsSecret = false)
{
    /// <summary>Creates a constant text.</summary>
    public static MessageToken Constant(string text) => new(Escape(text), Encoding.UTF8.GetBytes(text));

    /// <summary>Creates a source of the schema.</summary>
    public static MessageToken Source(string source, string text) => new($"{{{source}}}", Encoding.UTF8.GetBytes(text));

    /// <summary>Creates a configured key.</summary>
    public static MessageToken Key(string name, string text, bool isSecret) =>
        new($"{{key:{name}}}", Encoding.UTF8.GetBytes(text), isSecret);

    /// <summary>Escapes a constant for a template: braces are doubled.</summary>
    public static string Escape(string text) =>
        text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
