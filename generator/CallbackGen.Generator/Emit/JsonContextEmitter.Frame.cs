using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>Emits the parts of a context that are the same for every payload.</summary>
internal static partial class JsonContextEmitter
{
    private const string Type = "global::System.Type";

    private static void EmitFrame(CodeWriter writer, FeedModel feed, string context)
    {
        var payload = feed.TypeName;
        var info = $"Metadata::JsonTypeInfo<{payload}>";
        writer.Block(
            $$"""
            private static readonly Json::JsonSerializerOptions DefaultOptions = new() { AllowDuplicateProperties = false };

            /// <summary>The context with default options.</summary>
            public static {{context}} Default { get; } = new(new Json::JsonSerializerOptions(DefaultOptions));

            /// <summary>A context with options of its own.</summary>
            /// <param name="options">The options; they are bound to this context.</param>
            public {{context}}(Json::JsonSerializerOptions options) : base(options)
            {
            }

            /// <summary>The metadata of the payload.</summary>
            public {{info}} {{payload}} => ({{info}})Options.GetTypeInfo(typeof({{payload}}));

            /// <inheritdoc />
            protected override Json::JsonSerializerOptions? GeneratedSerializerOptions => DefaultOptions;

            /// <inheritdoc />
            public override Metadata::JsonTypeInfo? GetTypeInfo({{Type}} type) => Options.TryGetTypeInfo(type, out var info) ? info : null;

            Metadata::JsonTypeInfo? Metadata::IJsonTypeInfoResolver.GetTypeInfo({{Type}} type, Json::JsonSerializerOptions options)
            {
                var info = Create(type, options);
                if (info is not null)
                    info.OriginatingResolver = this;
                return info;
            }

            """
        );
    }

    /// <summary>Emits the methods that the metadata of all members share.</summary>
    private static void EmitHelpers(CodeWriter writer)
    {
        const string Converter = "Json::Serialization.JsonConverter<T>";
        const string InvalidOperation = "global::System.InvalidOperationException";
        const string Parameter =
            "new() { Name = name, ParameterType = typeof(T), Position = position, HasDefaultValue = false, "
            + "DefaultValue = default(T), IsNullable = isNullable, IsMemberInitializer = true };";
        writer.Block(
            $$"""
            private static Metadata::JsonParameterInfoValues CreateParameter<T>(string name, int position, bool isNullable) =>
                {{Parameter}}

            private static Metadata::JsonPropertyInfo CreateProperty<T>(
                Json::JsonSerializerOptions options, {{Type}} type, string name, string jsonName, global::System.Func<object, T?> getter,
                bool isRequired = false, bool isNeverNull = false, bool mayBeAbsent = false, {{Converter}}? converter = null)
            {
                var property = Metadata::JsonMetadataServices.CreatePropertyInfo(options, new Metadata::JsonPropertyInfoValues<T>
                {
                    IsProperty = true,
                    IsPublic = true,
                    DeclaringType = type,
                    PropertyName = name,
                    JsonPropertyName = jsonName,
                    Getter = getter,
                    Setter = static (_, _) => throw new {{InvalidOperation}}("Init-only members are set by the constructor."),
                    IgnoreCondition = mayBeAbsent ? Json::Serialization.JsonIgnoreCondition.WhenWritingNull : null, // absent is not null
                    Converter = converter,
                });
                if (isRequired)
                    property.IsRequired = true;
                if (isNeverNull)
                    property.IsGetNullable = property.IsSetNullable = false;
                return property;
            }
            """
        );
    }
}
