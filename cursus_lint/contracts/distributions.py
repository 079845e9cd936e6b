"""What is installed under one name and imported under another: a curated list, the same on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

# import name -> the distributions that provide it, the usual one first. Most modules have their distribution's name.
_PROVIDERS: dict[str, tuple[str, ...]] = {
    "absl": ("absl-py",),
    "attr": ("attrs",),
    "botocore": ("botocore", "boto3"),
    "bs4": ("beautifulsoup4",),
    "cairo": ("pycairo",),
    "caffe2": ("torch",),
    "catboost": ("catboost", "catboost-gpu"),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"),
    "cupy": ("cupy", "cupy-cuda11x", "cupy-cuda12x"),
    "dateutil": ("python-dateutil",),
    "dgl": ("dgl", "dgl-cu113", "dgl-cu117", "dgl-cu118"),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "efficientnet_pytorch": ("efficientnet-pytorch",),
    "faiss": ("faiss-cpu", "faiss-gpu"),
    "fitz": ("pymupdf",),
    "flask_cors": ("flask-cors",),
    "git": ("gitpython",),
    "google.cloud.aiplatform": ("google-cloud-aiplatform",),
    "google.cloud.bigquery": ("google-cloud-bigquery",),
    "google.cloud.storage": ("google-cloud-storage",),
    "google.protobuf": ("protobuf",),
    "hydra": ("hydra-core",),
    "igraph": ("igraph", "python-igraph"),
    "imblearn": ("imbalanced-learn",),
    "jose": ("python-jose",),
    "jwt": ("pyjwt",),
    "keras": ("keras", "tensorflow"),
    "kfp": ("kfp",),
    "Levenshtein": ("levenshtein", "python-levenshtein"),
    "lightning": ("lightning",),
    "lightning_fabric": ("lightning-fabric", "lightning"),
    "lightning_utilities": ("lightning-utilities",),
    "magic": ("python-magic",),
    "mpl_toolkits": ("matplotlib",),
    "mysql": ("mysql-connector-python",),
    "MySQLdb": ("mysqlclient",),
    "nebula3": ("nebula3-python",),
    "OpenSSL": ("pyopenssl",),
    "onnxruntime": ("onnxruntime", "onnxruntime-gpu"),
    "PIL": ("pillow",),
    "pl_bolts": ("lightning-bolts",),
    "psycopg2": ("psycopg2", "psycopg2-binary"),
    "pylab": ("matplotlib",),
    "pyspark": ("pyspark",),
    "pythonjsonlogger": ("python-json-logger",),
    "pytorch_lightning": ("pytorch-lightning", "lightning"),
    "pywt": ("pywavelets",),
    "redis": ("redis",),
    "ruamel": ("ruamel-yaml",),
    "sagemaker_containers": ("sagemaker-containers",),
    "sagemaker_inference": ("sagemaker-inference",),
    "sagemaker_training": ("sagemaker-training",),
    "serial": ("pyserial",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
    "sklearn_crfsuite": ("sklearn-crfsuite",),
    "skopt": ("scikit-optimize",),
    "slugify": ("python-slugify",),
    "snowflake": ("snowflake-connector-python", "snowflake-snowpark-python"),
    "snowflake.connector": ("snowflake-connector-python",),
    "snowflake.snowpark": ("snowflake-snowpark-python",),
    "sparse_dot_topn": ("sparse-dot-topn",),
    "tensorboard": ("tensorboard", "tensorflow"),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos"),
    "tensorflow_hub": ("tensorflow-hub",),
    "tflite_runtime": ("tflite-runtime",),
    "torch": ("torch", "pytorch"),
    "torch_geometric": ("torch-geometric",),
    "torch_scatter": ("torch-scatter",),
    "torch_sparse": ("torch-sparse",),
    "umap": ("umap-learn",),
    "usb": ("pyusb",),
    "websocket": ("websocket-client",),
    "wx": ("wxpython",),
    "xgboost": ("xgboost", "xgboost-cpu"),
    "yaml": ("pyyaml",),
    "zmq": ("pyzmq",),
}

# Distributions that have their import name and that scripts of this kind use: known, so never taken for a local module.
_NAMESAKES = frozenset({
    "accelerate", "aiobotocore", "aiohttp", "altair", "anthropic", "awswrangler", "bitsandbytes", "bokeh", "boto3",
    "botocore", "cachetools", "captum", "certifi", "cffi", "chardet", "charset-normalizer", "click", "cloudpickle",
    "colorama", "colorlog", "cryptography", "cycler", "cython", "dask", "datasets", "diffusers", "dill",
    "distributed", "docker", "einops", "evaluate", "fairlearn", "fastapi", "fastavro", "fastparquet",
    "feature-engine", "featuretools", "filelock", "flask", "fsspec", "ftfy", "gensim", "gluonts", "graphstorm",
    "great-expectations", "greenlet", "grpcio", "h5py", "holidays", "httpx", "huggingface-hub", "hyperopt", "idna",
    "importlib-metadata", "interpret", "ipython", "jinja2", "jmespath", "joblib", "jsonlines", "jsonschema",
    "langchain", "lightgbm", "lime", "llvmlite", "loguru", "lxml", "markdown", "markupsafe", "matplotlib", "mlflow",
    "mlxtend", "mmh3", "modin", "more-itertools", "msgpack", "multiprocess", "narwhals", "networkx", "ninja",
    "nltk", "nmslib", "numba", "numexpr", "numpy", "omegaconf", "onnx", "openai", "openpyxl", "optuna", "orjson",
    "packaging", "pandas", "pandera", "paramiko", "patsy", "peft", "pg8000", "plotly", "polars", "prettytable",
    "prophet", "psutil", "pyarrow", "pyathena", "pycparser", "pydantic", "pydantic-core", "pydantic-settings",
    "pygam", "pygments", "pymongo", "pymysql", "pyod", "pyparsing", "pytest", "pytz", "pyzstd", "ray",
    "redshift-connector", "regex", "requests", "rich", "rouge-score", "s3fs", "s3transfer", "sacrebleu",
    "sacremoses", "safetensors", "sagemaker", "scikit-survival", "scipy", "seaborn", "sentence-transformers",
    "sentencepiece", "sentry-sdk", "setfit", "shap", "six", "smart-open", "smdebug", "spacy", "sqlalchemy",
    "sqlglot", "sqlparse", "stanza", "statsmodels", "streamlit", "sympy", "tables", "tabulate", "tenacity",
    "tensorboardx", "textblob", "thop", "threadpoolctl", "tiktoken", "timm", "tokenizers", "toml", "tomli", "toolz",
    "torchaudio", "torchdata", "torchinfo", "torchmetrics", "torchtext", "torchvision", "tornado", "tqdm",
    "transformers", "treelite", "trl", "typer", "typing-extensions", "tzlocal", "ujson", "unidecode", "urllib3",
    "uvicorn", "vaex", "wandb", "werkzeug", "wordcloud", "wrapt", "xlrd", "xlsxwriter", "xxhash", "yarl",
    "zstandard",
})  # fmt: skip

_BUNDLED = frozenset({"pip", "setuptools", "wheel", "pkg_resources", "distutils"})


def normalised(name: str) -> str:
    """The name of a distribution as PEP 503 compares it.

    >>> normalised("Scikit_Learn"), normalised("ruamel.yaml")
    ('scikit-learn', 'ruamel-yaml')
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def providers_of(module: str) -> tuple[str, ...]:
    """The distributions that provide the dotted module, the usual one first: by the list, else its own top name.

    >>> providers_of("sklearn.ensemble"), providers_of("google.cloud.storage.client")
    (('scikit-learn',), ('google-cloud-storage',))
    >>> providers_of("redshift_connector")
    ('redshift-connector',)
    """
    listed = next((found for name in _prefixes(module) if (found := _PROVIDERS.get(name))), None)
    return listed or (normalised(module.partition(".")[0]),)


def is_known(module: str) -> bool:
    """Whether the module is known to come from a distribution, rather than perhaps from a file beside the script.

    >>> is_known("sklearn"), is_known("pandas.api"), is_known("hyperparams")
    (True, True, False)
    """
    return any(name in _PROVIDERS for name in _prefixes(module)) or providers_of(module)[0] in _NAMESAKES


def is_bundled(module: str) -> bool:
    """Whether the module comes with every Python environment, so that nobody declares it.

    >>> is_bundled("pip._internal"), is_bundled("numpy")
    (True, False)
    """
    return module.partition(".")[0] in _BUNDLED


def _prefixes(module: str) -> Iterator[str]:
    """The dotted module and the packages that contain it, the innermost first."""
    while module:
        yield module
        module = module.rpartition(".")[0]
